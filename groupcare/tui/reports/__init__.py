"""Reports: questions a clinic asks of itself, with their answers."""
