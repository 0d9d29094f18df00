"""Labels that carry what a hidden breach is worth."""
