// The observatory of observatory.json, served by @open-rpc/server-js over WebSocket and HTTP. It
// prints its two ports, and ends with its standard input.
const fs = require("fs");
const path = require("path");
const modules = path.join(process.argv[2], "@open-rpc");
const { Server, JSONRPCError } = require(path.join(modules, "server-js"));
const { parseOpenRPCDocument } = require(path.join(modules, "schema-utils-js"));

const text = fs.readFileSync(path.join(__dirname, "observatory.json"), "utf8");
const telescopes = new Map(
  ["north", "south"].map((name) => [
    name,
    { name, place: { azimuth: name === "north" ? 0 : 180, altitude: 45 }, tracking: false },
  ]),
);
let plates = 0;

function find(name) {
  if (!telescopes.has(name)) throw new JSONRPCError("no such telescope", 404, { name });
  return telescopes.get(name);
}

const methodMapping = {
  "telescope.list": () => [...telescopes.values()],
  "telescope.point": (name, target, track) => {
    const telescope = find(name);
    if (target.altitude < 0) throw new JSONRPCError("below the horizon", 416);
    Object.assign(telescope, { place: target, tracking: track ?? false });
    return telescope;
  },
  "plate.expose": (name, seconds, filters) => {
    return { id: ++plates, telescope: find(name), seconds, filters: filters ?? [] };
  },
  weather: () => (plates % 2 ? "cloudy" : { wind: 3.5 }),
  "log.write": () => null,
};

async function main() {
  // It checks parameters by a document without references, and tells the one that has them.
  const openrpcDocument = await parseOpenRPCDocument(JSON.parse(text));
  const options = { port: 0, middleware: [] };
  const server = new Server({
    openrpcDocument,
    methodMapping,
    transportConfigs: [
      { type: "WebSocketTransport", options: { ...options } },
      { type: "HTTPTransport", options: { ...options } },
    ],
  });
  methodMapping["rpc.discover"] = () => JSON.parse(text);
  await server.start();
  const ports = server.transports.map((transport) => transport.server.address().port);
  console.log("ports " + ports.join(" "));
}

process.stdin.on("end", () => process.exit(0)).resume();
main();
