"""The ways out: one HTTP seam and one flat module per upstream."""
