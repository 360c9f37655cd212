"""What befalls a Blender of the tests: frames that hang, crash or wait."""

import ctypes
import os
import time

import bpy


def arm(folder):
    """Notes the start of this Blender in the folder; its first frame 3 hangs until it is killed, its first frame 6 crashes."""
    note(folder, "starts")

    def before_frame(scene, *_):
        if scene.frame_current == 3 and note(folder, "hung") == 1:
            time.sleep(600)
        if scene.frame_current == 6 and note(folder, "crashed") == 1:
            ctypes.string_at(0)

    bpy.app.handlers.render_pre.append(before_frame)


def hold(frame, gate):
    """Lets a frame wait until a file is there. Call it once the scene is open."""

    def before_frame(scene, *_):
        while scene.frame_current == frame and not os.path.exists(gate):
            time.sleep(0.1)

    bpy.app.handlers.render_pre.append(before_frame)


def note(folder, name):
    """Adds a line with our process id to a file, and returns how many it has now."""
    with open(os.path.join(folder, name), "a+") as file:
        file.write(f"{os.getpid()}\n")
        file.flush()
        file.seek(0)
        return len(file.readlines())
