#!/usr/bin/env python3
"""check-signature.py LEDGER-FILE NUMBER: the signature of entry NUMBER, with openssl and nothing of truce."""
import json, subprocess, sys, tempfile
entry = json.loads(open(sys.argv[1], encoding="utf-8").read().split("\n")[int(sys.argv[2])])
signature, key = bytes.fromhex(entry.pop("signature")), bytes.fromhex(entry["key"])
with tempfile.TemporaryDirectory() as d:
    open(d + "/key", "wb").write(bytes.fromhex("302a300506032b6570032100") + key)  # RFC 8410, section 4
    open(d + "/signature", "wb").write(signature)
    open(d + "/entry", "w", encoding="utf-8").write(json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False))
    sys.exit(subprocess.run(["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", d + "/key", "-rawin", "-in", d + "/entry", "-sigfile", d + "/signature"]).returncode)
