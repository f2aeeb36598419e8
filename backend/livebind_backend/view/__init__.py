"""How the scene is looked at: camera, renderer and framebuffer settings."""
