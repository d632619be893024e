"""What the import cards say."""

from __future__ import annotations

from collections.abc import Sequence

from services.i18n import NN_, _, join_sentences
from services.importing.entries import CHANGED, CONFLICT, NEW, SAME, WAITING
from services.importing.kinds import kind_named
from services.importing.read_file import ReadFile
from services.importing.service import Preview
from services.messages import counted


def import_title(count: int) -> str:
    """The heading of an import."""
    return counted(NN_("Import {count} file", "Import {count} files"), count)


def figures_of(preview: Preview) -> list[tuple[int, str, str]]:
    """The figures of a preview: (number, words, colour role)."""
    counts = preview.view.counts
    return [
        (counts[NEW], _("New"), "pos"),
        (counts[CHANGED], _("Changed"), "accent_text"),
        (counts[SAME], _("Same"), "text2"),
        (counts[WAITING] + counts[CONFLICT], _("Needs a look"), "pill.amber.word"),
    ]


def button_words(preview: Preview) -> str:
    """What the button that writes says."""
    writes, counts = preview.view.writes, preview.view.counts
    if preview.is_repeated or not (writes or counts[WAITING]):
        return _("Nothing to import")
    if not writes:
        return _("Keep the rows that need a look")
    if not counts[NEW]:
        return counted(NN_("Import {count} change", "Import {count} changes"), writes)
    kinds = {one.file.kind for one in preview.plan.files}
    if kinds == {"products"}:
        return counted(NN_("Import {count} product", "Import {count} products"), writes)
    if kinds <= {"orders", "order_lines", "tracking", "products"}:
        return counted(NN_("Import {count} order", "Import {count} orders"), writes)
    if len(kinds) == 1:
        return _("Import {what}").format(what=counted(kind_named(*kinds).counted, writes))
    return counted(NN_("Import {count} record", "Import {count} records"), writes)


def preview_note(preview: Preview) -> str:
    """What is to be known about all files together."""
    if preview.plan.is_empty and preview.view.counts[CONFLICT] and not preview.view.counts[WAITING]:
        return _("Where this shop and the files differ, yours is kept unless you take the file's.")
    if preview.plan.is_empty and not preview.view.counts[WAITING]:
        return _("Nothing changed: everything in these files is already here.")
    if preview.is_repeated:
        return _("Nothing changed: these files were imported before. Their waiting rows are on the Import page.")
    # What a reading found stands at its file already; here is what only shows beside the shop.
    found = (str(one.message) for plan in preview.plan.files for one in plan.warnings if one not in plan.file.warnings)
    return join_sentences(list(dict.fromkeys(found)))


def codes_words(count: int, decided: int) -> str:
    """What the way to the codes says that no product answers to."""
    if decided:
        return _("{decided} of {count} unknown codes decided…").format(decided=f"{decided:,}", count=f"{count:,}")
    return counted(
        NN_("{count} code means no product yet: link or create…", "{count} codes mean no product yet: link or create…"),
        count,
    )


def refused_words(files: Sequence[ReadFile]) -> str:
    """Why there is nothing to import, where no file of the list can be used."""
    if not files:
        return _("No file is left. Drop files on this window to import them.")
    return counted(
        NN_(
            "This file cannot be imported; the line above says what to do.",
            "None of these {count} files can be imported; the lines above say what to do.",
        ),
        len(files),
    )


def undecided_words(files: Sequence[ReadFile]) -> str:
    """What must be decided first."""
    if any(file.choices for file in files):
        return _("Choose how to read “{file}” first.").format(file=files[0].path.name)
    return _("There are several channels: choose whose orders “{file}” holds.").format(file=files[0].path.name)
