"""Speed, side by side with Hugo in one run. Not part of the tests: `make bench` runs it."""
