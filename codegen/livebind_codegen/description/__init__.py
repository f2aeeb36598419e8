"""What a backend says about itself, as an OpenRPC document: the input of all that follows."""
