"""The checks of `verify`: where the content of a saved session contradicts itself."""
