"""Presses items of menus by their names, one after the other, as a screen reader would (AT-SPI).

press-menu.py PROGRAM NAME…: ends with 1 where one of them does not appear within a minute.
"""
import sys
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi

program, names = sys.argv[1], sys.argv[2:]


def below(node, depth=0):
    yield node
    for index in range(min(node.get_child_count(), 400) if depth < 40 else 0):
        child = node.get_child_at_index(index)
        if child:
            yield from below(child, depth + 1)


def item(name):
    desktop = Atspi.get_desktop(0)
    for index in range(desktop.get_child_count()):
        one = desktop.get_child_at_index(index)
        if not one or program not in (one.get_name() or "").lower():
            continue
        for node in below(one):
            if node.get_name() == name and "menu" in node.get_role_name():
                return node
    return None


end = time.time() + 60
for name in names:
    found = None
    while found is None:
        if time.time() > end:
            sys.exit(f"no {name}")
        try:
            found = item(name)
        except Exception:
            # The program changes what is looked at.
            pass
        time.sleep(0.3)
    found.do_action(0)
