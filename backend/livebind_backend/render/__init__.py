"""Scene and camera to pictures: rays are traced by Embree, light is computed with numpy."""
