"""The smallest real service: it keeps a folder of notes on disk for each instance. For the suite's own tests."""

import shutil
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from uuid import UUID

from django.utils.functional import Promise

from freehold.kernel import clock
from freehold.kernel.errors import Refused, Unreachable
from freehold.provisioning.contract import Door, Meter, Options, OverDays, Reading, Wanted
from freehold.provisioning.states import InstanceState


class NotebookOptions(Options):
    """What a plan of notebooks may set."""

    pages: int = 10


class NotebookService:
    """A folder per instance; `closed` in it keeps readers out. Its engine is gone while `engine` does not exist."""

    kind = "notebook"
    title = "Notebooks"
    runs_here = True
    facts: Mapping[str, str | Promise] = {"notes": "Notes"}
    options = NotebookOptions
    meters = (Meter("notes", "Notes", "C62", OverDays.AVERAGE),)

    doors = (Door("shelf", "The shelf"),)

    def __init__(self, engine: Path) -> None:
        self.engine = engine
        self.applied = 0

    def promises(self, options: Options) -> Sequence[str]:
        return [f"{NotebookOptions.model_validate(options.model_dump()).pages} pages."]

    def folder(self, tenant_id: UUID, instance_id: UUID) -> Path:
        return self.engine / str(tenant_id) / str(instance_id)

    def answers(self, door: str) -> bool:
        return door == "shelf" and self.engine.is_dir()

    def measure(self, tenant_id: UUID, instance_id: UUID, day: date) -> Mapping[str, Decimal]:
        if day >= clock.today():
            raise Refused("day_not_over")
        folder = self.folder(tenant_id, instance_id)
        kept = folder / f".notes-{day}"
        if not kept.exists():
            kept.write_text(str(len(list(folder.glob("*.txt")))))
        return {"notes": Decimal(kept.read_text())}

    def apply(self, wanted: Wanted) -> Reading:
        self.applied += 1
        if not self.engine.is_dir():
            raise Unreachable("notebooks", "The notebooks' disk does not answer.")
        folder = self.folder(wanted.tenant_id, wanted.instance_id)
        if wanted.state is InstanceState.GONE:
            if folder.exists():
                shutil.rmtree(folder)
            return Reading(InstanceState.GONE)
        folder.mkdir(parents=True, exist_ok=True)
        if wanted.state is InstanceState.SUSPENDED:
            (folder / ".closed").touch()
        else:
            (folder / ".closed").unlink(missing_ok=True)
        notes = len(list(folder.glob("*.txt")))
        return Reading(wanted.state, seats_used=notes, facts={"notes": notes})
