"""What was promised to users of the client that came before: programs as theirs."""

import brayns


def list_methods(address: str) -> list[str]:
    """Return what an instance can do."""
    with brayns.connect(address) as instance:
        names: list[str] = instance.request("registry")
        return names


def photograph_circuit(instance: brayns.Instance, path: str) -> list[int]:
    """Load a circuit that lies beside the instance, save a picture here, and return the ids."""
    loader = brayns.BbpLoader(
        cells=brayns.BbpCells.from_density(0.25),
        report=brayns.BbpReport.spikes(),
        radius_multiplier=12,
    )
    models = loader.load(instance, path)
    camera = brayns.PerspectiveCamera()
    snapshot = brayns.Snapshot(
        resolution=brayns.Resolution.full_hd,
        view=camera.get_full_screen_view(models[0].bounds),
        camera=camera,
        renderer=brayns.InteractiveRenderer.default(),
    )
    snapshot.save(instance, "snapshot.png")
    return [model.id for model in models]
