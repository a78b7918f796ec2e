"""A service of desktop notifications: writes title and text of each to a file, a line each.

    notifications.py FILE
"""
import sys

from gi.repository import Gio, GLib

INTERFACE = """<node><interface name="org.freedesktop.Notifications">
  <method name="Notify">
    <arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/><arg type="s" direction="in"/>
    <arg type="s" direction="in"/><arg type="as" direction="in"/><arg type="a{sv}" direction="in"/><arg type="i" direction="in"/>
    <arg type="u" direction="out"/>
  </method>
  <method name="CloseNotification"><arg type="u" direction="in"/></method>
  <method name="GetCapabilities"><arg type="as" direction="out"/></method>
  <method name="GetServerInformation">
    <arg type="s" direction="out"/><arg type="s" direction="out"/><arg type="s" direction="out"/><arg type="s" direction="out"/>
  </method>
</interface></node>"""


def on_call(_connection, _sender, _path, _interface, method, words, invocation):
    answers = {"GetCapabilities": GLib.Variant("(as)", (["body"],)),
               "GetServerInformation": GLib.Variant("(ssss)", ("test", "test", "1", "1.2"))}
    if method == "Notify":
        on_call.count += 1
        with open(sys.argv[1], "a", encoding="utf-8") as told:
            told.write(f"{words[3]}|{words[4]}\n")
        answers[method] = GLib.Variant("(u)", (on_call.count,))
    invocation.return_value(answers.get(method))


on_call.count = 0


def on_bus(connection, _name):
    connection.register_object("/org/freedesktop/Notifications", Gio.DBusNodeInfo.new_for_xml(INTERFACE).interfaces[0], on_call, None, None)


def on_name(_connection, _name):
    open(sys.argv[1], "a", encoding="utf-8").close()


Gio.bus_own_name(Gio.BusType.SESSION, "org.freedesktop.Notifications", Gio.BusNameOwnerFlags.NONE, on_bus, on_name, None)
GLib.MainLoop().run()
