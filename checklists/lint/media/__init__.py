"""What a file tells besides its picture or sound. Pure: bytes in, findings out."""
