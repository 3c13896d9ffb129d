"""The same walk as line prompts: for a terminal that cannot draw, a screen reader, a slow line, or
a pipe. Each line out is a sentence, each line in an answer or one of a few words. Nothing is drawn,
no escape sequence is ever written, and Textual is never imported."""
