"""Shows a live instance in the browser: what it can do, forms to call it, its picture."""
