"""What a text should not say: rules of wording, and scanners for details. Pure; it only points."""
