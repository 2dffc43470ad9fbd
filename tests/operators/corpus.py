#!/usr/bin/python3
"""Sign-ins, good and bad, with the verdict of a second verifier: python3-fido2.

Prints the lines of corpus.jsonl; a test holds our own verdict against them. Keys are new each
time. Run it with Debian's python3-fido2 and python3-cryptography.
"""
import hashlib
import json
import struct

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from fido2.cose import ES256, RS256, EdDSA
from fido2.client import ClientData
from fido2.ctap2 import AttestationObject, AttestedCredentialData, AuthenticatorData
from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import PublicKeyCredentialRpEntity, UserVerificationRequirement

DOMAIN, ORIGIN = "localhost", "http://localhost:7480"
CHALLENGE = bytes(range(32))
PRESENT, VERIFIED, BACKED_UP, HAS_KEY, HAS_EXTENSIONS = 0x01, 0x04, 0x18, 0x40, 0x80


def make_keys():
    es256 = ec.generate_private_key(ec.SECP256R1())
    yield "ES256", ES256.from_cryptography_key(es256.public_key()), (
        lambda data: es256.sign(data, ec.ECDSA(hashes.SHA256()))
    )
    eddsa = ed25519.Ed25519PrivateKey.generate()
    yield "EdDSA", EdDSA.from_cryptography_key(eddsa.public_key()), eddsa.sign
    rs256 = rsa.generate_private_key(65537, 2048)
    yield "RS256", RS256.from_cryptography_key(rs256.public_key()), (
        lambda data: rs256.sign(data, padding.PKCS1v15(), hashes.SHA256())
    )


def client_data(kind, **other):
    said = {"type": kind, "challenge": websafe_encode(CHALLENGE), "origin": ORIGIN}
    return json.dumps({**said, **other}).encode()


def authenticator_data(domain=DOMAIN, flags=PRESENT | VERIFIED, counter=1, more=b""):
    return hashlib.sha256(domain.encode()).digest() + struct.pack(">BI", flags, counter) + more


def cases():
    get = "webauthn.get"
    good = authenticator_data()
    yield "good", client_data(get), good, None
    yield "good, counter at the end", client_data(get), authenticator_data(counter=2**32 - 1), None
    yield "good, counter 0", client_data(get), authenticator_data(counter=0), None
    yield "good, a synced passkey", client_data(get), authenticator_data(
        flags=PRESENT | VERIFIED | BACKED_UP
    ), None
    yield "good, with members that nobody knows", client_data(get, crossOrigin=False, x=[1]), good, None
    yield "another challenge", client_data(get, challenge=websafe_encode(b"other" * 7)), good, None
    yield "a challenge cut short", client_data(get, challenge=websafe_encode(CHALLENGE[:31])), good, None
    for origin in ("https://localhost:7480", "http://evil.example", "http://localhost:7480.evil.example",
                   "http://localhost:7480@evil.example", ""):
        yield "origin " + origin, client_data(get, origin=origin), good, None
    yield "a registration's type", client_data("webauthn.create"), good, None
    yield "no type", client_data(""), good, None
    yield "another domain", client_data(get), authenticator_data(domain="evil.example"), None
    yield "nobody present", client_data(get), authenticator_data(flags=VERIFIED), None
    yield "nobody verified", client_data(get), authenticator_data(flags=PRESENT), None
    yield "neither", client_data(get), authenticator_data(flags=0), None
    yield "signature over another challenge", client_data(get), good, client_data(
        get, challenge=websafe_encode(b"other" * 7)
    )
    yield "signature over a text with a blank more", client_data(get), good, client_data(get) + b" "


def verdict_of(what):
    try:
        what()
        return "good", ""
    except Exception as problem:  # whatever it says no with
        return "bad", str(problem)


def main():
    server = Fido2Server(
        PublicKeyCredentialRpEntity(DOMAIN, "Mesh"), verify_origin=lambda origin: origin == ORIGIN
    )
    server.timeout = None
    state = {
        "challenge": websafe_encode(CHALLENGE),
        "user_verification": UserVerificationRequirement.REQUIRED,
    }
    for name, public, sign in make_keys():
        credential = AttestedCredentialData.create(b"\0" * 16, b"an id of " + name.encode(), public)
        made = AttestationObject.create(
            "none",
            AuthenticatorData(
                authenticator_data(flags=PRESENT | VERIFIED | HAS_KEY, more=bytes(credential))
            ),
            {},
        )
        registration = client_data("webauthn.create")
        assert verdict_of(
            lambda: server.register_complete(state, ClientData(registration), made)
        )[0] == "good"
        for what, said, data, signed in cases():
            for bent in (False, True):
                signature = bytearray(sign(data + hashlib.sha256(signed or said).digest()))
                if bent:
                    signature[len(signature) // 2] ^= 0x10
                verdict, why = verdict_of(
                    lambda: server.authenticate_complete(
                        state, [credential], credential.credential_id, ClientData(said),
                        AuthenticatorData(data), bytes(signature)
                    )
                )
                print(json.dumps({
                    "case": f"{name}: {what}" + (", one bit of the signature" if bent else ""),
                    "verdict": verdict,
                    "why": why,
                    "challenge": websafe_encode(CHALLENGE),
                    "registration": websafe_encode(registration),
                    "attestation_object": websafe_encode(bytes(made.with_string_keys())),
                    "client_data": websafe_encode(said),
                    "authenticator_data": websafe_encode(data),
                    "signature": websafe_encode(bytes(signature)),
                }))


main()
