"""What identifies the person behind a book, and what people say: sealed so that the server alone
cannot read it.

Plain functions over bytes. Anybody may seal, with the public key; to open, the private key is
needed, and that lies nowhere but wrapped under words that only people know. Whatever is sealed
says inside where it belongs, so that moved to another place it opens no more.
"""
