"""Makes custom_data.json: custom data as HS256 tokens, with Python's own hmac."""

import base64
import hashlib
import hmac
import json


def encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def compact(value) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def vector(name, secret, issued_at, lifetime, custom_data):
    claims = {"custom_data": custom_data, "exp": issued_at + lifetime, "iat": issued_at}
    header, payload = encoded(compact({"alg": "HS256"})), encoded(compact(claims))
    mac = hmac.new(secret.encode(), f"{header}.{payload}".encode(), hashlib.sha256)
    return {
        "name": name,
        "secret": secret,
        "issued_at": issued_at,
        "lifetime": lifetime,
        "claims": claims,
        "header": header,
        "payload": payload,
        "signature": encoded(mac.digest()),
    }


vectors = [
    # The claims of the token in the vendor's document.
    vector(
        "documented",
        "company-secret",
        1729679993,
        3600,
        {
            "reserved_verified_customer": {"value": False},
            "reserved_bad_actor": {"value": True},
            "reserved_repeat_customer": {"value": False},
            "field1": {"value": "dummy111"},
            "field2": {"value": "dummy222"},
        },
    ),
    # Every kind of value, in an order that isn't the alphabet's, and what escapes in JSON.
    vector(
        "every_kind",
        "company-secret",
        1734560000,
        300,
        {
            "z": {"value": 'é "quoted" \\ مرحبا'},
            "a": {
                "value": "2026-11-01",
                "label": "Since",
                "type": "date",
                "invisible_to_agent": True,
            },
            "orders": {"value": 7, "label": "Orders"},
            "owed": {"value": -12.5},
            "reserved_verified_customer": {"value": True, "label": "Verified"},
        },
    ),
    # A key longer than a block of SHA-256 is hashed first.
    vector("long_secret", "0123456789" * 10, 1, 1, {"a": {"value": ""}}),
    # Nothing to tell, and a key that isn't ASCII.
    vector("nothing", "clé", 0, 0, {}),
]

with open("custom_data.json", "w", encoding="utf-8") as file:
    json.dump(vectors, file, ensure_ascii=False, indent=2)
    file.write("\n")
