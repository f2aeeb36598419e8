"""An overlay goes where it fits, says so where it does not, and is never lost in silence."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from livebind_codegen import overlay_folders
from livebind_codegen.errors import SourceError, UsageProblem
from livebind_codegen.generation import LOCK_FILE, PackageOptions, generate
from livebind_codegen.verification import folder_changes, read_description
from support.descriptions import describe, method, object_schema, small_description

if TYPE_CHECKING:
    from livebind_codegen.description.model import Description
    from livebind_codegen.generation import Generated

OWN_PACKAGE = Path(__file__).parents[2] / "generated" / "brayns"
MANIFEST = 'backend = "Test"\nprotocol = "test"\nsince = "1.2"\nbelow = "2"\n'
MODULE = '''"""Views."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import get_camera_view
from ..models import core

if TYPE_CHECKING:
    from ..models.core import View

__all__ = ["zoomed"]


def zoomed(view: View) -> View:
    """Return a view with half the angle."""
    return core.View(position=view.position, id=view.id, fov_y=1)
'''
FITTING = small_description()
OPTIONS = PackageOptions("anything")


def write_overlay(folder: Path, text: str = MODULE, manifest: str = MANIFEST) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "views.py").write_text(text, encoding="utf-8")
    (folder / "overlay.toml").write_text(manifest, encoding="utf-8")
    return folder


@pytest.fixture
def brought(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An overlay that livebind brings along."""
    monkeypatch.setattr(overlay_folders, "_BROUGHT", tmp_path / "brought")
    return write_overlay(tmp_path / "brought" / "testing")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The package."""
    return tmp_path / "out" / "anything"


def run(description: Description, folder: Path, options: PackageOptions = OPTIONS) -> Generated:
    return generate(description, folder.parent, options)


def notices(done: Generated) -> str:
    return "\n".join(f"{notice.where}: {notice.what}" for notice in done.notices)


def has_overlay(folder: Path) -> bool:
    is_there = (folder / "overlay" / "views.py").is_file()
    assert ('"zoomed"' in (folder / "__init__.py").read_text(encoding="utf-8")) == is_there
    return is_there


@pytest.mark.usefixtures("brought")
def test_one_that_fits_goes_in_by_itself(folder: Path) -> None:
    done = run(FITTING, folder)
    assert (done.overlay, notices(done)) == ("testing", "")
    assert has_overlay(folder)
    assert not folder_changes(folder)
    again = run(FITTING, folder)
    assert (again.overlay, bool(again.changes)) == ("testing", False)


@pytest.mark.parametrize(
    "other",
    [
        replace(FITTING, version="1.1.9"),
        replace(FITTING, version="2.0.0-1"),
        replace(FITTING, version="later"),
        replace(FITTING, protocol="other"),
    ],
    ids=lambda other: f"{other.version}-{other.protocol}",
)
@pytest.mark.usefixtures("brought")
def test_one_for_other_versions_is_left_out_with_a_notice(other: Description, folder: Path) -> None:
    done = run(other, folder)
    assert "overlay testing: left out: it is for Test >=1.2, <2 (protocol test)" in notices(done)
    assert (done.overlay, has_overlay(folder)) == ("", False)
    assert not folder_changes(folder)


@pytest.mark.usefixtures("brought")
def test_of_one_for_other_backends_nothing_is_said(folder: Path) -> None:
    done = run(replace(FITTING, title="Something else"), folder)
    assert (done.notices, has_overlay(folder)) == ((), False)


def test_one_asked_for_that_does_not_fit_is_refused(brought: Path, folder: Path) -> None:
    asked = replace(OPTIONS, overlay=brought)
    with pytest.raises(UsageProblem, match=r"overlay testing is for Test .* not for Test 2\.0"):
        run(replace(FITTING, version="2.0"), folder, asked)
    assert not folder.exists()


@pytest.mark.parametrize("need", ["from .. import nothing", "from ..models.core import Nothing"])
def test_names_that_are_missing_are_noticed_not_imported(
    need: str, brought: Path, folder: Path
) -> None:
    write_overlay(brought, f"{need}\n{MODULE}")
    done = run(FITTING, folder)
    assert "left out: the overlay needs nothing, which" in notices(done).lower()
    assert not has_overlay(folder)
    assert not folder_changes(folder)
    # Also when there is nothing else to do.
    with pytest.raises(UsageProblem, match=r"(?i)needs nothing"):
        run(FITTING, folder, replace(OPTIONS, overlay=brought))


def test_a_part_of_the_methods_may_be_too_few(brought: Path, folder: Path) -> None:
    part = replace(OPTIONS, include=("render",))
    assert "needs View, get_camera_view, which" in notices(run(FITTING, folder, part))
    with pytest.raises(UsageProblem, match="generate the methods"):
        run(FITTING, folder, replace(part, overlay=brought))


@pytest.mark.usefixtures("brought")
def test_a_name_that_a_plugin_has_too_is_noticed(folder: Path) -> None:
    taken = method("zoomed", None, object_schema({"a": {"type": "number"}}))
    more = replace(FITTING, methods=(*FITTING.methods, taken))
    assert "'zoomed' in its `__all__`" in notices(run(more, folder))
    assert not (folder / "overlay").exists()
    renamed = replace(OPTIONS, rename={"zoomed": "zoom"})
    assert run(more, folder, renamed).overlay == "testing"


def test_none_is_wanted_until_one_is(brought: Path, folder: Path) -> None:
    run(FITTING, folder)
    run(FITTING, folder, replace(OPTIONS, without_overlay=True))
    for _ in range(2):
        assert not has_overlay(folder)
        assert not folder_changes(folder)
        # A change of the backend is no reason to put it back.
        run(small_description("1.2.4"), folder)
    assert run(FITTING, folder, replace(OPTIONS, overlay=brought)).overlay == "testing"
    assert has_overlay(folder)


@pytest.mark.usefixtures("brought")
def test_it_is_not_lost_in_silence(folder: Path) -> None:
    run(FITTING, folder)
    newer = small_description("2.0")
    assert "overlay testing: left out" in notices(run(newer, folder))
    assert not has_overlay(folder)
    assert run(FITTING, folder).overlay == "testing"


@pytest.mark.usefixtures("brought")
def test_check_notices_that_it_is_gone(folder: Path) -> None:
    run(FITTING, folder)
    for path in (folder / "overlay").iterdir():
        path.unlink()
    assert "overlay/views.py" in folder_changes(folder).added
    run(FITTING, folder)
    assert not folder_changes(folder)


def test_a_new_text_of_it_is_a_reason_to_generate_again(brought: Path, folder: Path) -> None:
    run(FITTING, folder)
    write_overlay(brought, MODULE.replace("half", "a part of"))
    assert folder_changes(folder).changed == ("livebind.lock", "overlay/views.py")
    assert "overlay/views.py" in run(FITTING, folder).changes.changed


@pytest.mark.usefixtures("brought")
def test_one_of_others_stays_without_being_named_again(folder: Path, tmp_path: Path) -> None:
    own = write_overlay(tmp_path / "own", MODULE.replace("half", "a tenth of"))
    run(FITTING, folder, replace(OPTIONS, overlay=own))
    done = run(small_description("1.2.4"), folder)
    assert "kept as it is" in notices(done)
    assert "a tenth of" in (folder / "overlay" / "views.py").read_text(encoding="utf-8")
    assert not folder_changes(folder)


def test_a_copy_that_was_edited_or_is_gone_is_not_taken_for_the_overlay(
    folder: Path, tmp_path: Path
) -> None:
    own = replace(OPTIONS, overlay=write_overlay(tmp_path / "own"))
    run(FITTING, folder, own)
    copy = folder / "overlay" / "views.py"
    copy.write_text(f"{MODULE}\n# edited\n", encoding="utf-8")
    assert folder_changes(folder).changed == ("overlay/views.py",)
    with pytest.raises(UsageProblem, match=r"overlay.views\.py is not what was put in"):
        run(FITTING, folder)
    copy.unlink()
    assert "overlay/views.py" in folder_changes(folder).added
    with pytest.raises(UsageProblem, match="--overlay FOLDER"):
        run(FITTING, folder)
    run(FITTING, folder, own)
    assert not folder_changes(folder)


def test_one_of_others_that_no_longer_fits_is_refused_not_dropped(
    folder: Path, tmp_path: Path
) -> None:
    run(FITTING, folder, replace(OPTIONS, overlay=write_overlay(tmp_path / "own")))
    with pytest.raises(UsageProblem, match=r"is for Test >=1\.2, <2"):
        run(small_description("2.0"), folder)
    assert has_overlay(folder)


def test_without_a_manifest_it_fits_whoever_asks(folder: Path, tmp_path: Path) -> None:
    own = write_overlay(tmp_path / "own")
    (own / "overlay.toml").unlink()
    run(small_description("7.0"), folder, replace(OPTIONS, overlay=own))
    assert has_overlay(folder)


@pytest.mark.parametrize(
    "manifest",
    ["backend = 1", 'since = "new"', "extras = 'a'", 'extras = ["a b"]', 'name = "x"', "backend"],
)
def test_a_manifest_that_means_nothing_is_refused(
    manifest: str, folder: Path, tmp_path: Path
) -> None:
    own = write_overlay(tmp_path / "own", manifest=manifest)
    with pytest.raises(UsageProblem, match=r"overlay\.toml"):
        run(FITTING, folder, replace(OPTIONS, overlay=own))


def test_an_overlay_that_this_version_does_not_bring_is_not_forgotten(
    brought: Path, folder: Path
) -> None:
    run(FITTING, folder)
    brought.rename(brought.with_name("other"))
    with pytest.raises(UsageProblem, match="has the overlay testing, which"):
        run(FITTING, folder)


def test_a_lock_file_of_the_first_version_keeps_what_is_there(folder: Path, tmp_path: Path) -> None:
    run(FITTING, folder, replace(OPTIONS, overlay=write_overlay(tmp_path / "own")))
    lock = folder / LOCK_FILE
    content = json.loads(lock.read_text(encoding="utf-8"))
    content["options"]["overlay"] = content["options"]["overlay"]["digest"]
    lock.write_text(json.dumps(content), encoding="utf-8")
    run(small_description("1.2.4"), folder)
    assert has_overlay(folder)
    content["options"]["overlay"] = 5
    lock.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(SourceError, match="'overlay' is broken"):
        run(FITTING, folder)


def test_that_of_brayns_goes_into_any_package_of_a_brayns_3(tmp_path: Path) -> None:
    done = generate(read_description(OWN_PACKAGE), tmp_path, PackageOptions("renderer"))
    assert (done.overlay, done.notices) == ("brayns3", ())
    program = "import renderer; print(renderer.MeshLoader(), renderer.Snapshot().resolution)"
    ran = subprocess.run(  # noqa: S603 - ours
        [sys.executable, "-c", program],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.stdout, ran.stderr) == ("MeshLoader() Resolution(1920, 1080)\n", "")


def test_that_of_brayns_stays_out_of_what_is_no_brayns_3(tmp_path: Path) -> None:
    other = replace(describe(method("getVersion")), title="Brayns", version="4.0.0-1")
    done = generate(replace(other, protocol="brayns4"), tmp_path, PackageOptions("brayns"))
    assert "overlay brayns3: left out: it is for Brayns >=3.10, <4" in notices(done)
