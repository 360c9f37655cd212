"""Runyard's end of a live Python: takes commands from a private channel and runs each in __main__.

Works with Python 3.8 and newer, and inside applications that embed one. User code may do what it likes to stdin, stdout,
stderr, sys.modules, builtins and signals: what is needed here was put aside before the first command.
"""


def _start():
    import _json
    import _signal as signal
    import _thread
    import ast
    import atexit
    import base64
    import builtins
    import datetime
    import errno
    import json
    import json.scanner
    import linecache
    import math
    import os
    import socket
    import struct
    import sys
    import time
    import traceback
    import types

    PROTOCOL = 1
    # More of a value than this is told as the beginning of its text.
    MOST_ITEMS = 100000
    MOST_DEPTH = 50
    MOST_TEXT = 10000
    # Characters and bytes of a whole value.
    MOST_CHARACTERS = 1000000
    MOST_PATH_BYTES = 4096

    own_pid = os.getpid()
    quote = _json.encode_basestring_ascii
    pack, unpack_from = struct.pack, struct.unpack_from
    scan = json.scanner.c_make_scanner(json.JSONDecoder())
    main = sys.modules["__main__"]
    Interrupt = KeyboardInterrupt

    # --- the channel ---------------------------------------------------------------------------------------------

    def open_channel():
        address = os.environ.pop("RUNYARD_CHANNEL", "3")
        token = os.environ.pop("RUNYARD_CHANNEL_TOKEN", "")
        if address.isdigit():
            # A copy that no child of ours inherits.
            descriptor = os.dup(int(address))
            os.close(int(address))
            return descriptor, token
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.connect(address)
        return connection.detach(), token

    channel, token = open_channel()

    arrived = bytearray()

    def read_exactly(count):
        while len(arrived) < count:
            part = os.read(channel, 1 << 16)
            if not part:
                return None
            arrived.extend(part)
        taken = bytes(arrived[:count])
        del arrived[:count]
        return taken

    def read_frame():
        if not arrived:
            # Most often an order comes whole and alone.
            part = os.read(channel, 1 << 16)
            if not part:
                return None, b""
            if len(part) > 8:
                json_end = 8 + unpack_from(">I", part)[0]
                if len(part) == json_end + unpack_from(">I", part, 4)[0]:
                    return scan(part[8:json_end].decode("utf-8"), 0)[0], part[json_end:]
            arrived.extend(part)
        header = read_exactly(8)
        if header is None:
            return None, b""
        json_length, bytes_length = struct.unpack(">II", header)
        text = read_exactly(json_length)
        data = read_exactly(bytes_length)
        if text is None or data is None:
            return None, b""
        return scan(text.decode("utf-8"), 0)[0], data

    sending = _thread.allocate_lock()

    def send(text):
        encoded = text.encode("utf-8")
        frame = pack(">II", len(encoded), 0) + encoded
        with sending:
            sent = os.write(channel, frame)
            while sent < len(frame):
                sent += os.write(channel, memoryview(frame)[sent:])

    def tell(text):
        """Sends what a running command tells; an interrupt in the middle comes after it."""
        was_running, state["running"] = state["running"], False
        try:
            send(text)
        finally:
            state["running"] = was_running
        if state["interrupted"] and was_running:
            state["running"] = state["interrupted"] = False
            raise Interrupt()

    # --- values --------------------------------------------------------------------------------------------------

    def cut(text):
        return text if len(text) <= MOST_TEXT else text[:MOST_TEXT]

    def tagged(tag, content):
        return '{"$":"' + tag + '","v":' + content + "}"

    def as_text(value):
        try:
            # Of a long text the beginning is enough, and a long number is written in decimal only slowly.
            kind = type(value)
            beginning = value[:MOST_TEXT] if kind in (str, bytes, bytearray) else value
            text = hex(value) if kind is int else repr(beginning)
        except Exception as error:
            text = "<%s whose repr() raises %s>" % (type(value).__name__, type(error).__name__)
        is_cut = "true" if len(text) > MOST_TEXT else "false"
        return '{"$":"repr","v":' + quote(cut(text)) + ',"type":' + quote(cut(type(value).__name__)) + ',"cut":' + is_cut + "}"

    class TooLarge(Exception):
        pass

    class Encoder(object):
        """The value as JSON; what JSON has no form for is an object with "$"."""

        def __init__(self):
            self.left = MOST_ITEMS
            self.characters = MOST_CHARACTERS

        def encode(self, value, depth):
            self.left -= 1
            if self.left < 0 or depth > MOST_DEPTH:
                raise TooLarge()
            kind = type(value)
            simple = encoders.get(kind)
            if simple is not None:
                if kind in (str, bytes, bytearray):
                    self.take(len(value))
                elif kind is int:
                    self.take(value.bit_length() // 4)
                return simple(value)
            if kind is list:
                return "[" + self.join(value, depth) + "]"
            if kind is tuple:
                return tagged("tuple", "[" + self.join(value, depth) + "]")
            if kind is set or kind is frozenset:
                return tagged("set", "[" + self.join(value, depth) + "]")
            if kind is dict:
                return self.mapping(value, depth)
            if is_plain_numpy(value, kind):
                return self.encode(value.tolist(), depth)
            text = as_text(value)
            self.take(len(text))
            return text

        def take(self, characters):
            self.characters -= characters
            if self.characters < 0:
                raise TooLarge()

        def join(self, values, depth):
            return ",".join([self.encode(value, depth + 1) for value in values])

        def mapping(self, value, depth):
            if all(type(key) is str for key in value) and "$" not in value:
                self.take(sum([len(key) for key in value]))
                pairs = [quote(key) + ":" + self.encode(item, depth + 1) for key, item in value.items()]
                return "{" + ",".join(pairs) + "}"
            pairs = ["[" + self.encode(key, depth + 1) + "," + self.encode(item, depth + 1) + "]" for key, item in value.items()]
            return tagged("map", "[" + ",".join(pairs) + "]")

    def is_plain_numpy(value, kind):
        """Whether it is a number or a text of numpy, or an array of them, that loses nothing as Python's own."""
        if kind.__module__ != "numpy" or not hasattr(value, "dtype"):
            return False
        form, most_bytes = value.dtype.kind, {"f": 8, "c": 16}
        return form in "biufcU" and value.dtype.itemsize <= most_bytes.get(form, math.inf) and value.size <= MOST_ITEMS

    def encode_int(value):
        return int.__repr__(value) if -(2**53) < value < 2**53 else tagged("int", quote("%d" % value if abs(value) < 10**4000 else hex(value)))

    def encode_float(value):
        if math.isnan(value) or math.isinf(value):
            return tagged("float", quote(float.__repr__(value)))
        return float.__repr__(value)

    def encode_bytes(value):
        return tagged("bytes", quote(base64.b64encode(value).decode("ascii")))

    encoders = {
        type(None): lambda value: "null",
        bool: lambda value: "true" if value else "false",
        int: encode_int,
        float: encode_float,
        str: quote,
        bytes: encode_bytes,
        bytearray: encode_bytes,
        datetime.datetime: lambda value: tagged("datetime", quote(value.isoformat())),
        datetime.date: lambda value: tagged("date", quote(value.isoformat())),
        datetime.time: lambda value: tagged("time", quote(value.isoformat())),
        datetime.timedelta: lambda value: tagged("duration", encode_float(value.total_seconds())),
    }

    def show_value(value):
        """As the prompt of Python shows it, which keeps the last one as `_`."""
        if value is None:
            return "null"
        builtins._ = value
        return encode_int(value) if type(value) is int else as_text(value)

    def encode_value(value):
        if value is None:
            return "null"
        try:
            return Encoder().encode(value, 0)
        except Exception:
            return as_text(value)

    # --- errors --------------------------------------------------------------------------------------------------

    def drop_own_ends(error):
        """Leaves out where we have raised it ourselves, of it and of what it was raised after."""
        seen = set()
        while error is not None and id(error) not in seen:
            seen.add(id(error))
            last, place = None, error.__traceback__
            while place is not None:
                if place.tb_frame.f_code.co_filename != own_file:
                    last = place
                place = place.tb_next
            if last is not None:
                last.tb_next = None
            error = error.__cause__ or error.__context__

    def trace_of(error):
        try:
            drop_own_ends(error)
            skipped = error.__traceback__
            while skipped is not None and skipped.tb_frame.f_code.co_filename == own_file:
                skipped = skipped.tb_next
            return "".join(traceback.format_exception(type(error), error, skipped))
        except Exception:
            return "%s: (its text can't be told)" % type(error).__name__

    def encode_error(error, name):
        frames = []
        text = trace_of(error)
        try:
            for frame in traceback.extract_tb(error.__traceback__):
                if frame.filename != own_file:
                    frames.append('{"file":%s,"line":%d,"in":%s}' % (quote(cut(frame.filename)), frame.lineno or 0, quote(cut(frame.name))))
        except Exception:
            # The trace says what there is to say.
            pass
        try:
            message = str(error)
        except Exception:
            message = ""
        return '{"type":%s,"message":%s,"trace":%s,"frames":[%s]}' % (
            quote(cut(type(error).__name__)), quote(cut(message)), quote(cut(text)), ",".join(frames[:200]))

    # --- stdin, stdout and stderr --------------------------------------------------------------------------------

    own_file = (lambda: None).__code__.co_filename
    # High numbers, so that user code that closes what it finds does not find these first.
    kept = [os.dup(1), os.dup(2)]
    nothing = os.open(os.devnull, os.O_RDONLY)

    def restore_descriptors():
        for target, source in ((0, nothing), (1, kept[0]), (2, kept[1])):
            os.dup2(source, target)

    def renew_streams():
        """User code may have replaced, closed or detached them."""
        for name in ("stdout", "stderr"):
            stream = getattr(sys, name, None)
            try:
                stream.flush()
                if stream is getattr(sys, "__%s__" % name):
                    continue
                if not stream.closed:
                    continue
            except Exception:
                pass
            fresh = open({"stdout": 1, "stderr": 2}[name], "w", encoding="utf-8", errors="backslashreplace", buffering=1, closefd=False)
            setattr(sys, name, fresh)
            setattr(sys, "__%s__" % name, fresh)

    def flush():
        for stream in (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__):
            try:
                stream.flush()
            except Exception:
                pass
        flush_c()

    def write_by_line():
        """Into a pipe, Python keeps lines back until there are many: too late for who follows, lost where it dies."""
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.reconfigure(line_buffering=True)
            except Exception:
                # An application's own stream.
                pass

    def write_c_by_line():
        """The same for what C code writes with a buffer of its own. @returns what empties it"""
        try:
            import ctypes

            library = ctypes.CDLL(None)
            stream = ctypes.c_void_p.in_dll(library, "stdout")
            by_line = 1
            library.setvbuf(stream, None, by_line, ctypes.c_size_t(0))
            return lambda: library.fflush(stream)
        except Exception:
            # A Python without ctypes, or linked with no C library that others share.
            return lambda: None

    write_by_line()
    flush_c = write_c_by_line()

    # --- commands ------------------------------------------------------------------------------------------------

    state = {"running": False, "interrupted": False, "id": 0}

    def on_interrupt(signum, frame):
        # Between commands there is nothing to interrupt; and once is enough, so that the report is not interrupted.
        state["interrupted"] = not state["running"]
        if state["running"]:
            state["running"] = False
            raise Interrupt()

    def on_reminder(signum, frame):
        # C's system() takes no notice of SIGINT while its program runs. Who handles that in their own way is left to it.
        if signal.getsignal(signal.SIGINT) is on_interrupt:
            on_interrupt(signum, frame)

    def run(source, name):
        """Runs a command in __main__. @returns the value of its last line where that is an expression"""
        lines = source.splitlines(True)
        linecache.cache[name] = (len(source), None, lines, name)
        tree = compile(source, name, "exec", ast.PyCF_ONLY_AST, dont_inherit=True)
        last = None
        if tree.body and isinstance(tree.body[-1], ast.Expr):
            last = ast.Expression(tree.body.pop().value)
        body = compile(tree, name, "exec", dont_inherit=True)
        ending = compile(last, name, "eval", dont_inherit=True) if last is not None else None
        state["running"] = True
        exec(body, main.__dict__)
        value = eval(ending, main.__dict__) if ending is not None else None
        state["running"] = False
        return value

    def serve(message, source):
        name = "<command %s>" % message["id"]
        state["id"], state["interrupted"] = message["id"], False
        started = time.monotonic()
        value, error = "null", "null"
        try:
            encode = show_value if message.get("valueAs") == "text" else encode_value
            value = encode(run(source.decode("utf-8"), name))
        except BaseException as raised:
            state["running"] = False
            if os.getpid() != own_pid:
                leave_fork(raised)
            error = encode_error(raised, name)
        if os.getpid() != own_pid:
            leave_fork(None)
        flush()
        took = time.monotonic() - started
        linecache.cache.pop(name, None)
        repair()
        send('{"kind":"done","id":%d,"value":%s,"error":%s,"durationMs":%s}' % (
            message["id"], value, error, float.__repr__(took * 1000)))

    def leave_fork(raised):
        """User code has forked, and this is the child at the end of the command: the channel is not its own."""
        status = 0 if raised is None else 1
        try:
            text = "" if raised is None else trace_of(raised)
            if isinstance(raised, SystemExit):
                # As Python itself takes it.
                is_status = raised.code is None or isinstance(raised.code, int)
                status, text = ((raised.code or 0) & 0xFF, "") if is_status else (1, "%s\n" % (raised.code,))
            flush()
            os.write(2, text.encode("utf-8", "backslashreplace"))
        finally:
            os._exit(status)

    def leave(status):
        if not sys.flags.inspect:
            sys.exit(status)
        # With PYTHONINSPECT, Python takes its own exit for an error. This is what it does otherwise.
        try:
            if "threading" in sys.modules:
                sys.modules["threading"]._shutdown()
            atexit._run_exitfuncs()
            flush()
        finally:
            os._exit(status & 0xFF)

    def repair():
        """What user code may have broken for the next command."""
        restore_descriptors()
        renew_streams()
        try:
            signal.signal(signal.SIGINT, on_interrupt)
            signal.signal(signal.SIGURG, on_reminder)
        except ValueError:
            # Not the main thread of an application: it is interrupted in its own way.
            pass
        if sys.modules.get("__main__") is not main:
            sys.modules["__main__"] = main
        if sys.modules.get("sys") is not sys:
            sys.modules["sys"] = sys

    def progress(fraction):
        """Tells how much of the command's work is done, from 0 to 1; what is beyond is taken for the nearer of the two."""
        number = float(fraction)
        if not math.isfinite(number):
            raise ValueError("the progress is a number from 0 to 1, and %r is none" % number)
        tell('{"kind":"progress","id":%d,"fraction":%s}' % (state["id"], float.__repr__(min(1.0, max(0.0, number)))))

    def output(path):
        """Tells of a file that the command has made."""
        whole = os.path.abspath(os.fspath(path))
        if len(os.fsencode(whole)) > MOST_PATH_BYTES:
            raise ValueError("the path of an output has at most %d bytes" % MOST_PATH_BYTES)
        tell('{"kind":"output","id":%d,"path":%s}' % (state["id"], quote(os.fsdecode(whole))))

    module = types.ModuleType("runyard", "What a command can tell Runyard while it runs.")
    module.progress = progress
    module.output = output
    sys.modules["runyard"] = module

    repair()
    version = ".".join(str(part) for part in sys.version_info[:3])
    send('{"kind":"hello","protocol":%d,"language":"python","version":%s,"pid":%d,"token":%s}' % (
        PROTOCOL, quote(version), own_pid, quote(token)))
    while True:
        try:
            message, data = read_frame()
        except OSError as error:
            if error.errno == errno.EINTR:
                continue
            message, data = None, b""
        if message is None:
            flush()
            os._exit(0)
        if message["kind"] == "run":
            serve(message, data)
        elif message["kind"] == "close":
            break
    leave(message["status"])


_start()
