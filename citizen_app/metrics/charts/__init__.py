"""Charts drawn on the server: pure functions give coordinates, `metrics/_charts.html` writes the SVG."""
