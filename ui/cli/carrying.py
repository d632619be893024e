"""``settings``: the shop's settings as a file, and those of a file taken over."""

from __future__ import annotations

from services.i18n import N_, NN_
from services.messages import message, plural_message, render
from services.settings_file import compare, read_settings, take_files, take_over, write_settings
from ui.cli.call import Call

WRITTEN = NN_("{count} setting written to {path}.", "{count} settings written to {path}.")
TAKEN = NN_("{count} setting changed.", "{count} settings changed.")


def run(call: Call) -> int:
    """``settings export FILE`` writes, ``settings import FILE`` takes over."""
    return _export(call) if call.words.task == "export" else _import(call)


def _export(call: Call) -> int:
    out = call.folder / call.words.file
    with call.reading() as shop:
        count = shop.ask(write_settings, out)
    call.console.say(render(plural_message(WRITTEN, count, path=str(out))))
    call.console.answer({"out": str(out), "settings": count})
    return 0


def _import(call: Call) -> int:
    file = read_settings(call.folder / call.words.file)
    with call.writing() as shop:
        found = shop.ask(compare, file)
        files = take_files(file)
        count = shop.run(take_over, file).value
    call.console.say(render(plural_message(TAKEN, count)))
    if found.unknown:
        left = N_("Left out, because this shop does not have it: {names}")
        call.console.say(render(message(left, names=", ".join(found.unknown))))
    channels, unknown = list(found.new_channels), list(found.unknown)
    call.console.answer({"changed": count, "channels": channels, "files": list(files), "left_out": unknown})
    return 0
