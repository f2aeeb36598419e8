"""What is shown of a Brayns beside its methods: the live picture, camera, scene and lights."""
