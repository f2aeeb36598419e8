"""Hand-written conveniences for Brayns 3: load, frame, render, save."""
