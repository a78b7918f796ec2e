"""The accessibility tree of the program, read in few calls of its bus: what libatspi asks node by node takes ten times as long, and
what it remembers of a node may be gone by the time that it is pressed.
"""
import time

from gi.repository import Atspi, Gio, GLib

TEXTS = {"text", "entry"}
POPOVERS = {"GtkPopover", "GtkPopoverMenu"}
ROOT = "/org/a11y/atspi/accessible/root"
FOCUS = 1 << Atspi.StateType.FOCUSED | 1 << Atspi.StateType.ACTIVE


def a11y_bus():
    session = Gio.bus_get_sync(Gio.BusType.SESSION)
    address = session.call_sync("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", None, None, 0, -1,
                                None).unpack()[0]
    flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
    return Gio.DBusConnection.new_for_address_sync(address, flags, None, None)


class Box:
    """Extents of a node in its window, px."""

    def __init__(self, x, y, width, height):
        self.x, self.y, self.width, self.height = x, y, width, height


class Node:
    """One of a tree. Name, role and description are those of when it was found; what a method says is as it is now."""

    def __init__(self, tree, path):
        self.tree, self.path = tree, path
        self.item = tree.items.get(path)
        self.name, self.description = (self.item[6], self.item[8]) if self.item else ("", "")
        self.role = tree.role_of(path) if self.item else "application"

    def get_name(self):
        return self.tree.get(self.path, "Accessible", "Name")

    def get_description(self):
        return self.tree.get(self.path, "Accessible", "Description")

    def get_parent(self):
        """None above the program."""
        path = self.tree.get(self.path, "Accessible", "Parent")[1]
        return Node(self.tree, path) if self.path != ROOT else None

    def children(self):
        below = {self.path: self.tree.children_of(self.path)}
        self.tree.complete(below[self.path])
        if self.name != "GtkStackPage":
            self.tree.put_pages(below)
        return self.tree.nodes(below[self.path])

    def has(self, state):
        return bool(self.tree.call(self.path, "Accessible", "GetState")[0] & 1 << state)

    def can(self, interface):
        return self.item is not None and f"org.a11y.atspi.{interface}" in self.item[5]

    def get_box(self):
        """None without a place."""
        return Box(*self.tree.call(self.path, "Component", "GetExtents", "(u)", 1)) if self.can("Component") else None

    def count_actions(self):
        return self.tree.get(self.path, "Action", "NActions") if self.can("Action") else 0

    def act(self):
        self.tree.act(self.path)

    def get_value(self):
        return self.tree.get(self.path, "Value", "CurrentValue")

    def set_value(self, value):
        self.tree.set(self.path, "Value", "CurrentValue", GLib.Variant("d", value))

    def get_text(self):
        return self.tree.text_of(self.path)

    def set_text(self, text):
        self.tree.call(self.path, "EditableText", "SetTextContents", "(s)", text)


class Tree:
    """All nodes of the program, as they were when refresh() was called."""

    def __init__(self):
        self.bus = a11y_bus()
        self.name, self.items, self.children, self.actions, self.stacks = None, {}, {}, {}, set()
        self.name = self.find_program()
        if self.name:
            self.read()

    def find_program(self):
        """Its name on the bus, or none."""
        for name, path in self.call(ROOT, "Accessible", "GetChildren", name="org.a11y.atspi.Registry"):
            try:
                if self.get(path, "Accessible", "Name", name) == "vitrine":
                    return name
            except GLib.Error:  # it has just gone
                continue
        return None

    def call(self, path, interface, method, signature=None, *arguments, name=None):
        return self.bus.call_sync(name or self.name, path, f"org.a11y.atspi.{interface}", method,
                                  GLib.Variant(signature, arguments) if signature else None, None, 0, 20000, None).unpack()[0]

    def get(self, path, interface, name, program=None):
        return self.bus.call_sync(program or self.name, path, "org.freedesktop.DBus.Properties", "Get",
                                  GLib.Variant("(ss)", (f"org.a11y.atspi.{interface}", name)), None, 0, 20000, None).unpack()[0]

    def set(self, path, interface, name, value):
        self.bus.call_sync(self.name, path, "org.freedesktop.DBus.Properties", "Set",
                           GLib.Variant("(ssv)", (f"org.a11y.atspi.{interface}", name, value)), None, 0, 20000, None)

    def children_of(self, path):
        """As it is now."""
        try:
            return [child for _, child in self.call(path, "Accessible", "GetChildren")]
        except GLib.Error:  # it has just gone
            return []

    def read(self):
        items = self.bus.call_sync(self.name, "/org/a11y/atspi/cache", "org.a11y.atspi.Cache", "GetItems", None, None, 0, 20000,
                                   None).unpack()[0]
        self.items = {item[0][1]: item for item in items}
        self.children = {}
        for path, item in self.items.items():
            if item[9][0] & 1 << Atspi.StateType.VISIBLE:
                self.children.setdefault(item[2][1], []).append((item[3], path))

    def nodes(self, paths):
        """Those below one are asked with `children_of`."""
        self.complete(paths)
        return [Node(self, path) for path in paths]

    def complete(self, paths):
        """The list of all is read again where one is not in it yet; pages of a stack never are, and are asked themselves."""
        if any(path not in self.items for path in paths):
            self.read()
        for path in paths:
            if path not in self.items and path != ROOT:
                try:
                    self.items[path] = self.ask_item(path)
                except GLib.Error:  # it has just gone
                    continue

    def put_pages(self, found):
        """Between a stack and what is on its page stands the page, which a stack leaves out of its children."""
        pages = {}
        for path, children in found.items():
            for place, child in enumerate(children):
                parent = self.items[child][2][1] if child in self.items else path
                if path != ROOT and parent not in (path, ROOT):
                    children[place] = parent
                    pages[parent] = [child]
        self.complete(list(pages))
        found.update(pages)

    def ask_item(self, path):
        """As the list has it."""
        name, description, parent, count = (self.get(path, "Accessible", what) for what in ("Name", "Description", "Parent", "ChildCount"))
        role, interfaces, states = (self.call(path, "Accessible", what) for what in ("GetRole", "GetInterfaces", "GetState"))
        return (self.name, path), (self.name, ROOT), parent, -1, count, interfaces, name, role, description, states

    def text_of(self, path):
        return self.call(path, "Text", "GetText", "(ii)", 0, self.get(path, "Text", "CharacterCount"))

    def walk(self, top=ROOT):
        """Paths of what is shown, from above, each with what is below it: every node says itself what it has."""
        self.read()
        found, waits = {}, set()

        def ask(path):
            waits.add(path)
            self.bus.call(self.name, path, "org.a11y.atspi.Accessible", "GetChildren", None, None, 0, 20000, None, answered, path)

        def answered(bus, result, path):
            waits.discard(path)
            try:
                found[path] = [child for _, child in bus.call_finish(result).unpack()[0]]
            except GLib.Error:  # it has just gone
                found[path] = []
            for child in found[path]:
                if child not in self.items or self.items[child][4]:
                    ask(child)
        ask(top)
        while waits:
            GLib.MainContext.default().iteration(True)
        self.complete([child for children in found.values() for child in children])
        self.put_pages(found)
        left = [top]
        while left:
            path = left.pop()
            if path in self.items or path == ROOT:
                yield path
            left.extend(reversed(found.get(path, ())))

    def refresh(self):
        """What is hidden stays in the list of all, and what nobody has asked for is not in it yet."""
        self.call(ROOT, "Accessible", "GetChildren")
        for _ in range(12):
            self.read()
            complete = True
            for path, item in self.items.items():
                if path not in self.stacks and item[4] == len(self.children.get(path, ())) or \
                        item[2][1] not in self.items and item[2][1] != ROOT:
                    continue
                found = self.children_of(path)
                complete = complete and all(child in self.items for child in found)
                self.children[path] = list(enumerate(child for child in found if child in self.items))
            if complete:
                break
        return self

    def ask_all(self):
        """Where one has come for another, as pages of a stack do, the number of children is what it was."""
        for path, item in list(self.items.items()):
            if item[7] == Atspi.Role.PANEL and set(self.children_of(path)) != {child for _, child in self.children.get(path, ())}:
                self.stacks.add(path)
        return self.refresh()

    def role_of(self, path):
        """In the words of older versions of AT-SPI."""
        name = Atspi.role_get_name(Atspi.Role(self.items[path][7]))
        return {"button": "push button"}.get(name, name)

    def name_of(self, path):
        return self.items[path][6]

    def has(self, path, state):
        return bool(self.items[path][9][0] & 1 << state)

    def is_sensitive(self, path):
        """GTK 4.8 tells of a widget that it is insensitive itself, not that it stands in one that is."""
        while path in self.items and self.items[path][2][1] != ROOT:
            if not self.has(path, Atspi.StateType.SENSITIVE):
                return False
            path = self.items[path][2][1]
        return path in self.items and self.has(path, Atspi.StateType.SENSITIVE)

    def below(self, path):
        yield path
        for _, child in sorted(self.children.get(path, ())):
            yield from self.below(child)

    def frames(self):
        """Windows of the program, the main one first, then as they were opened."""
        found = [path for _, path in self.call(ROOT, "Accessible", "GetChildren") if path in self.items]
        return sorted(found, key=lambda path: not self.name_of(path).endswith("– Vitrine"))

    def popovers(self):
        """Those that are open: of a menu button, and those that were asked for by a key or the pointer."""
        return [path for frame in self.frames() for path in self.below(frame) if self.name_of(path) in POPOVERS]

    def extents(self, path):
        if "org.a11y.atspi.Component" not in self.items[path][5]:
            return 0, 0, 0, 0
        return self.call(path, "Component", "GetExtents", "(u)", 1)

    def count_actions(self, path):
        if path not in self.actions:
            self.actions[path] = self.get(path, "Action", "NActions")
        return self.actions[path]

    def act(self, path):
        self.call(path, "Action", "DoAction", "(i)", 0)

    def picture(self):
        """All that is said of every node, but who has the keys."""
        self.refresh()
        return {path: (item[4], item[6], item[8], item[9][0] & ~FOCUS) for path, item in self.items.items()}

    def still_picture(self, most=100):
        """Once nothing changes by itself."""
        last = self.picture()
        for _ in range(most):
            time.sleep(0.05)
            now = self.picture()
            if now == last:
                break
            last = now
        return last

    def typed(self, top):
        """What stands in the fields of a window: it is no name of theirs."""
        return {path: self.text_of(path) for path in self.below(top) if self.has(path, Atspi.StateType.EDITABLE) and self.role_of(path) in TEXTS}

    def is_typing(self):
        """Whether a text has the keys."""
        return any(item[7] in (Atspi.Role.TEXT, Atspi.Role.ENTRY) and item[9][0] & 1 << Atspi.StateType.FOCUSED
                   for item in self.items.values())
