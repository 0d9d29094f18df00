"""Pictures: what a picture shows -> SVG text, with places worked out here and not in a browser."""
