"""What the job type render has Blender do: a scene, made ready once, and one frame of it at a time."""

import math
import os
import time

import bpy

# Seen from above, the camera goes round once in so many frames.
ROUND = 10


def prepare(path, engine, samples, width, height):
    """Opens a .blend file, or builds a scene, and sets how it is rendered."""
    if path is None:
        build()
    else:
        bpy.ops.wm.open_mainfile(filepath=path)
    scene = bpy.context.scene
    scene.render.engine = engine
    scene.cycles.samples = samples
    scene.cycles.use_denoising = False
    scene.render.resolution_x, scene.render.resolution_y, scene.render.resolution_percentage = width, height, 100
    scene.render.image_settings.file_format = "PNG"


def render(frame, folder):
    """Renders one frame into the folder, and returns what is worth knowing of it."""
    scene = bpy.context.scene
    scene.frame_set(frame)
    scene.render.filepath = os.path.join(folder, f"{frame:04}.png")
    began = time.monotonic()
    bpy.ops.render.render(write_still=True)
    return {"scene": scene.name, "frame": frame, "seconds": round(time.monotonic() - began, 3)}


def build():
    """A ring of coloured columns on a floor, and a camera that goes round it."""
    bpy.ops.wm.read_homefile(use_empty=True)
    bpy.ops.mesh.primitive_plane_add(size=40)
    paint(bpy.context.object, (0.6, 0.6, 0.6))
    for number in range(8):
        angle = math.tau * number / 8
        height = 1 + number / 4
        bpy.ops.mesh.primitive_cylinder_add(
            radius=0.5, depth=height, location=(3 * math.cos(angle), 3 * math.sin(angle), height / 2)
        )
        paint(bpy.context.object, (number / 8, 0.3, 1 - number / 8))
    bpy.ops.object.light_add(type="SUN", rotation=(0.6, 0.3, 0))
    bpy.context.object.data.energy = 3
    scene = bpy.context.scene
    scene.world = bpy.data.worlds.new("sky")
    scene.camera = camera_on_pivot()


def paint(thing, colour):
    material = bpy.data.materials.new("paint")
    material.diffuse_color = (*colour, 1)
    material.use_nodes = True
    material.node_tree.nodes["Principled BSDF"].inputs["Base Color"].default_value = (*colour, 1)
    thing.data.materials.append(material)


def camera_on_pivot():
    """A camera that looks at the middle, on a pivot that turns with the frames."""
    bpy.ops.object.empty_add()
    pivot = bpy.context.object
    for frame, angle in ((1, 0), (1 + ROUND, math.tau)):
        pivot.rotation_euler = (0, 0, angle)
        pivot.keyframe_insert("rotation_euler", frame=frame)
    for curve in pivot.animation_data.action.fcurves:
        curve.extrapolation = "LINEAR"
        for key in curve.keyframe_points:
            key.interpolation = "LINEAR"
    bpy.ops.object.camera_add(location=(13, 0, 6.5), rotation=(math.radians(67), 0, math.radians(90)))
    camera = bpy.context.object
    camera.parent = pivot
    return camera
