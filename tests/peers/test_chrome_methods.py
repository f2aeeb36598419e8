"""Every method and every event of Debian's Chromium, as far as a browser without a screen goes."""

from __future__ import annotations

from contextlib import suppress
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import pytest

import livebind
from support.http_server import http_server
from support.peers.bindings import Bindings, bindings_of
from support.peers.calling import Meanings, Outcomes, call_all

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from livebind_codegen.api.model import Api, Method
    from support.peers.browser import Browser

Package: TypeAlias = Any
"""A package that was generated, and what is in it."""

pytestmark = pytest.mark.timeout(600)

NOT_CALLED: Final[Mapping[str, str]] = {
    "Browser.close": "ends the browser",
    "Browser.crash": "ends the browser",
    "Browser.crashGpuProcess": "ends a process of the browser",
    "Emulation.setDisplayFeaturesOverride": "without features it ends Chromium 156",
    "Input.synthesizePinchGesture": "needs a screen: never answered",
    "Input.synthesizeScrollGesture": "needs a screen: never answered",
    "Input.synthesizeTapGesture": "needs a screen: never answered",
    "Memory.getSamplingProfile": "needs a build for profiling: never answered",
    "Memory.prepareForLeakDetection": "needs a build for profiling: never answered",
    "Memory.startSampling": "needs a build for profiling: never answered",
    "Memory.stopSampling": "needs a build for profiling: never answered",
    "Page.close": "ends the page",
    "Page.crash": "ends the page",
    "Page.waitForDebugger": "stops the page",
}
"""Methods that are not called, and why."""
CONTRADICTIONS: Final[Mapping[str, str]] = {}
"""Methods whose answers are not what the browser says that they are, and how."""
OF_BROWSER: Final = frozenset({"Browser", "Extensions", "SystemInfo", "Target", "Tethering"})
"""Domains that are the browser's, and no page's."""
LAST: Final = ("disable", "getDocument", "getFlattenedDocument", "removeNode", "setOuterHTML")
"""What makes nodes unknown that other methods are asked about."""
DOCUMENT: Final = b"""<!doctype html><title>Page</title>
<style>h1 { color: red; animation: fade 1s } @keyframes fade { from { opacity: 0 } }</style>
<h1 id="a">Hello</h1><input type="file"><a href="#x">x</a>
<script>
console.log('from the page');
localStorage.key = 'value';
document.cookie = 'a=b';
indexedDB.open('db').onupgradeneeded = (event) => event.target.result.createObjectStore('s');
function add(a, b) { return a + b }
new Worker(URL.createObjectURL(new Blob(['1'])));
</script>"""


@pytest.fixture(scope="module")
def bindings(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Bindings:
    return bindings_of(f"cdp://{browser.authority}", "cdp", tmp_path_factory.mktemp("chrome"))


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """Return the URL of a page with something of everything in it."""
    with http_server(lambda _: (200, b"{}", {}), document=DOCUMENT) as server:
        yield server.uri


def opened(cdp: Package, instance: Package, url: str) -> tuple[Package, Meanings]:
    """Open a page; return its session, and what is there to be asked about."""
    target = cdp.target.create_target(instance, url="about:blank").target_id
    session = cdp.target.attach_to_target(instance, target_id=target, flatten=True).session_id
    page = instance.in_session(session)
    with (
        page.listen(cdp.PageLoadEventFired) as loaded,
        page.listen(cdp.DebuggerScriptParsed) as scripts,
        page.listen(cdp.NetworkRequestWillBeSent) as requests,
        page.listen(cdp.CSSStyleSheetAdded) as sheets,
    ):
        for domain in (cdp.page, cdp.network, cdp.dom, cdp.css, cdp.runtime, cdp.debugger):
            domain.enable(page)
        cdp.page.navigate(page, url=url)
        loaded.next(timeout=60)
        root = cdp.dom.get_document(page).root.node_id
        body = cdp.dom.query_selector(page, node_id=root, selector="body").node_id
        node = cdp.dom.query_selector(page, node_id=root, selector="h1").node_id
        origin = url.rpartition("/")[0]
        known = {
            "database_name": "db",
            "expression": "6 * 7",
            "frame_id": cdp.page.get_frame_tree(page).frame_tree.frame.id,
            "node_id": node,
            "object_id": cdp.runtime.evaluate(page, expression="document.body").result.object_id,
            "object_store_name": "s",
            "origin": origin,
            "query": "Hello",
            "request_id": requests.next(timeout=60).request_id,
            "script_id": scripts.next(timeout=60).script_id,
            "security_origin": origin,
            "selector": "h1",
            "storage_id": {"securityOrigin": origin, "isLocalStorage": True},
            "storage_key": f"{origin}/",
            "style_sheet_id": sheets.next(timeout=60).header.style_sheet_id,
            "target_id": target,
            "target_node_id": body,
            "url": url,
            "window_id": cdp.browser.get_window_for_target(instance, target_id=target).window_id,
        }
        cdp.debugger.disable(page)
    return page, Meanings(known, frozenset({"node_id"}))


def of_domain(cdp: Package, api: Api, uri: str, site: str, methods: list[Method]) -> Outcomes:
    """Call the methods of a domain on a page of their own."""
    name = methods[0].name.partition(".")[0]
    with cdp.connect(uri) as instance:
        page, meanings = opened(cdp, instance, site)
        if name in {"CacheStorage", "IndexedDB"}:
            optional = meanings.optional | {"security_origin"}
            meanings = Meanings(meanings.everywhere, optional)
        places = (instance, page) if name in OF_BROWSER else (page, instance)

        def call(method: Method, arguments: dict[str, Any]) -> object:
            function = getattr(cdp, method.function)
            try:
                return function(places[0], timeout=60, **arguments)
            except livebind.MethodNotFoundError:
                return function(places[1], timeout=60, **arguments)

        methods.sort(key=lambda one: (not one.name.endswith(".enable"), one.name.endswith(LAST)))
        return call_all(methods, api, call, meanings)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_every_method_is_answered_with_its_type_or_an_error_of_the_browser(
    browser: Browser, bindings: Bindings, site: str
) -> None:
    cdp, api, uri = bindings.load(), bindings.api, f"cdp://{browser.authority}"
    methods = [one for one in api.methods if one.name not in NOT_CALLED]
    outcomes = Outcomes()
    ordered = sorted(methods, key=lambda one: one.name)
    for _, domain in groupby(ordered, key=lambda one: one.name.partition(".")[0]):
        outcomes.add(of_domain(cdp, api, uri, site, list(domain)))
    assert outcomes.contradictions.keys() == CONTRADICTIONS.keys()
    assert outcomes.silent == set()
    assert len(outcomes.results) + len(outcomes.refusals) == len(methods)
    assert all(error.code and error.message for error in outcomes.refusals.values())
    assert len(outcomes.results) > 400, outcomes.refusals


ACTIONS: Final = """
fetch('/other').catch(() => 0);
fetch('/nowhere', {method: 'POST', body: 'x'}).catch(() => 0);
new WebSocket('ws://127.0.0.1:1').onerror = () => 0;
new EventSource('/events').onerror = () => 0;
document.body.append(document.createElement('p'));
document.querySelector('p').setAttribute('class', 'b');
document.querySelector('p').removeAttribute('class');
document.querySelector('p').textContent = 'text';
document.querySelector('a').remove();
sessionStorage.key = 'value'; sessionStorage.key = 'other'; sessionStorage.removeItem('key');
localStorage.clear();
caches.open('cache').then((one) => one.put('/cached', new Response('x')));
navigator.serviceWorker.register('/worker.js').catch(() => 0);
history.pushState({}, '', '/moved');
document.body.animate([{opacity: 0}, {opacity: 1}], 10);
new AudioContext().createGain();
console.error(new Error('logged'));
console.table([1]);
location.hash = 'there';
setTimeout(() => { throw new Error('uncaught') });
Promise.reject(new Error('unhandled'));
alert('a dialog');
document.body.append(document.createElement('iframe'));
window.open('about:blank');
"""


def test_every_event_of_a_busy_page_has_its_class(
    browser: Browser, bindings: Bindings, site: str
) -> None:
    cdp, api = bindings.load(), bindings.api
    kinds = {one.notification: getattr(cdp, one.name) for one in api.types if one.notification}
    heard: list[str] = []
    hooks = livebind.Hooks(on_notification=lambda method, _: heard.append(method))
    with cdp.connect(f"cdp://{browser.authority}", hooks=hooks) as instance:
        target = cdp.target.create_target(instance, url="about:blank").target_id
        session = cdp.target.attach_to_target(instance, target_id=target, flatten=True).session_id
        page = instance.in_session(session)
        subscriptions = [one.listen(*kinds.values(), capacity=100_000) for one in (instance, page)]
        dialogs = page.listen(cdp.PageJavascriptDialogOpening)
        ends = page.listen(
            cdp.RuntimeConsoleAPICalled,
            where=is_the_end,
        )
        begin_all(cdp, api, instance, page)
        with page.listen(cdp.PageLoadEventFired) as loaded:
            cdp.page.navigate(page, url=site)
            loaded.next(timeout=60)
        acting = cdp.runtime.evaluate_task(page, expression=ACTIONS, user_gesture=True)
        dialogs.next(timeout=60)
        cdp.page.handle_java_script_dialog(page, accept=True)
        acting.result(timeout=60)
        cdp.page.capture_screenshot(page)
        cdp.heap_profiler.take_heap_snapshot(page, report_progress=True)
        cdp.profiler.stop(page)
        cdp.runtime.evaluate(page, expression="setTimeout(() => console.log('the end'), 300)")
        ends.next(timeout=60)
        decoded, broken = drained(subscriptions)
    assert broken == []
    assert set(heard) <= kinds.keys()
    assert len(decoded) > 45, sorted(one.__name__ for one in decoded)


def is_the_end(event: Package) -> bool:
    """Whether an event of the console is the last one that the test asks for."""
    return any(one.value == "the end" for one in event.args)


def begin_all(cdp: Package, api: Api, instance: Package, page: Package) -> None:
    """Begin to be told of everything."""
    cdp.target.set_discover_targets(instance, discover=True)
    cdp.dom.enable(page)  # before others that look at it
    for method in api.methods:
        name = method.name.rpartition(".")[2]
        # `Fetch` would hold every request until it is told to go on.
        if (
            name == "enable"
            and method.name != "Fetch.enable"
            and not any(one.required for one in method.parameters)
        ):
            with suppress(livebind.RemoteError):  # some are not in this build
                page.request(method.name, {}, timeout=60)
    cdp.page.set_lifecycle_events_enabled(page, enabled=True)
    cdp.profiler.start(page)
    cdp.performance_timeline.enable(page, event_types=["largest-contentful-paint", "layout-shift"])
    cdp.log.start_violations_report(page, config=[{"name": "longTask", "threshold": 1}])


def drained(subscriptions: list[Package]) -> tuple[set[type[object]], list[str]]:
    """Return the classes of all notifications that came, and what fits none."""
    decoded: set[type[object]] = set()
    broken: list[str] = []
    for subscription in subscriptions:
        while len(subscription):
            try:
                event: object = subscription.next(timeout=0)
                decoded.add(type(event))
            except livebind.InvalidReplyError as error:
                broken.append(str(error))
    return decoded, broken
