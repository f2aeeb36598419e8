"""What an instance shows: models, lights, clipping, materials and colours."""
