"""What stands around every page of the inbox: its folders, and their names in the reader's language."""

from freehold.kernel.errors import NotFound
from freehold.services.mail.inbox.engine.answers import Quota
from freehold.services.mail.inbox.rules.keys import Folder, FolderRole, role_of

NEARLY_FULL_PERCENT = 90


def frame(folders: list[Folder], here: Folder | None, *, quota: Quota | None = None) -> dict[str, object]:
    """What every page of the inbox shows around itself."""
    return {
        "folders": [folder for folder in folders if folder.role is not FolderRole.SHARED],
        "shared_folders": [folder for folder in folders if folder.role is FolderRole.SHARED],
        "here": here,
        "targets": [folder for folder in folders if here is None or folder.name != here.name],
        "quota": quota,
        "nearly_full_percent": NEARLY_FULL_PERCENT,
        "nearly_full": quota is not None and quota.percent >= NEARLY_FULL_PERCENT,
    }


def folder_called(folders: list[Folder], name: str) -> Folder:
    """The folder of that name. Raises: NotFound."""
    for folder in folders:
        if folder.name == name or (name.upper() == "INBOX" == folder.name):
            return folder
    if name == "Archive":  # made when the first message goes there
        return Folder(name, role_of(name, frozenset()), 0, 0)
    raise NotFound
