"""The Python echo agent, broken in one place for each scenario: the suite must see it.

    broken_agent.py SCENARIO [--signed] FILE..
"""

from __future__ import annotations

import dataclasses
import os
import ssl
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

SDK = Path(__file__).resolve().parents[2] / "sdk" / "python"
sys.path[:0] = [str(SDK), str(SDK / "tests")]

import echo_agent  # noqa: E402
from mesh_agent import addresses, agent, answers, backoff, desk, dialling  # noqa: E402
from mesh_agent import errors, files, host, job, link, links, signing  # noqa: E402
from mesh_agent import speaker, wire  # noqa: E402

breaks: dict[str, Callable[[], None]] = {}


def breaks_in(make: Callable[[], None]) -> Callable[[], None]:
    breaks[make.__name__.replace("_", "-")] = make
    return make


def replaced(owner: Any, name: str, new: Any) -> None:
    """A misspelt name would break nothing."""
    assert hasattr(owner, name), (owner, name)
    setattr(owner, name, new)


def nothing(*_: Any, **__: Any) -> None:
    pass


def wrapped(owner: Any, name: str, around: Callable[..., Any]) -> None:
    """`around` gets the original as its first argument."""
    original = getattr(owner, name)
    setattr(owner, name, lambda *given, **named: around(original, *given, **named))


def with_code(code: str) -> None:
    """Every refusal is taken for another one."""

    def refuse(original: Any, self: Any, agent: Any, refused: Any, line: str) -> None:
        original(self, agent, errors.Refused(agent.name, code, "", ""), line)

    wrapped(link.Link, "_refuse", refuse)


def with_context(change: Callable[[ssl.SSLContext], None]) -> None:
    def make(original: Any, ca: str) -> ssl.SSLContext:
        context: ssl.SSLContext = original(ca)
        change(context)
        return context

    wrapped(dialling, "tls_context", make)


def blind(context: ssl.SSLContext) -> None:
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE


def careless(context: ssl.SSLContext) -> None:
    context.check_hostname = False


breaks |= {
    "hello-is-signed": lambda: replaced(
        dialling, "server_end_point", lambda _: bytes(32)
    ),
    "token-once": lambda: replaced(files.Credentials, "bound", lambda self: self),
    "credentials-alone": lambda: replaced(files.Credentials, "keep", nothing),
    "refused-revoked": lambda: replaced(host.sys, "exit", lambda _: os._exit(0)),
    "refused-bad-token": lambda: with_code("unavailable"),
    "refused-replaced": lambda: with_code("unavailable"),
    "refused-unavailable": lambda: with_code("revoked"),
    "refused-suspended": lambda: with_code("revoked"),
    "instance": lambda: replaced(host.secrets, "token_hex", lambda _: "the same"),
    "certificate-of-another": lambda: with_context(blind),
    "certificate-for-another": lambda: with_context(careless),
    "elsewhere": lambda: replaced(addresses.Addresses, "sent_to", nothing),
    "elsewhere-nobody": lambda: replaced(backoff.Backoff, "wait_s", lambda *_: 0.05),
    "elsewhere-no-address": lambda: replaced(links, "is_address", lambda _: True),
    "elsewhere-of-another": lambda: with_context(blind),
    "other-addresses": lambda: replaced(
        files.Credentials, "addresses", property(lambda self: (self.url,))
    ),
    "circle": lambda: replaced(addresses, "MOST_IN_A_ROW", 1000),
    "comes-home": lambda: replaced(links.Links, "_go_later", nothing),
    "stop-of-several-links": lambda: wrapped(
        links.Links, "_say_goodbye", lambda say, self, speakers, *_: say(self, speakers[:1], *_)
    ),
    "several-agents": lambda: replaced(
        link.Link, "_agent_of", lambda self, fields: next(iter(self._agents.values()))
    ),
    "one-of-several-refused": lambda: replaced(
        link.Link, "_refuse", lambda self, *_: self._agents.clear()
    ),
    "rotate": lambda: replaced(link.signing, "rotate_bytes", lambda *_: b"something else"),
    "rotate-lost": lambda: wrapped(
        files, "_credentials", lambda read, *_: dataclasses.replace(read(*_), next_key=None)
    ),
    "pulse": lambda: replaced(speaker.Speaker, "give_back", nothing),
    "answers-come-again": lambda: replaced(answers.OpenAnswers, "link_lost", nothing),
    "come-back": lambda: wrapped(
        link.Link, "_on_goodbye", lambda take, self, _: take(self, {"code": "restart"})
    ),
    "backoff": lambda: replaced(backoff.Backoff, "wait_s", lambda *_: 0.05),
    "giant-message": lambda: wrapped(
        host.Host, "__init__", lambda make, *_, **__: make(*_, most_message_bytes=1 << 30)
    ),
    "freeze": lambda: setattr(agent.Agent, "frozen", property(lambda _: False, nothing)),
    "stop-without-link": lambda: replaced(host.Host, "stop", nothing),
    "deliver-and-answer": lambda: replaced(answers.Answer, "digest", lambda _: bytes(32)),
    "processing-time": lambda: wrapped(
        desk, "_made", lambda make, *_, **__: dataclasses.replace(make(*_, **__),
                                                                  processing_ms=1.0)
    ),  # fmt: skip
    "conflict-and-failure": lambda: replaced(desk, "Conflict", ZeroDivisionError),
    "progress": lambda: replaced(speaker.Speaker, "say_progress", nothing),
    "post": lambda: replaced(job.Job, "post", nothing),
    "withdraw": lambda: replaced(desk.Desk, "withdraw", nothing),
    "second-copy": lambda: replaced(answers.Memory, "find", nothing),
    "large-answer": lambda: replaced(speaker.Speaker, "_fitting", lambda _, answer: answer),
    "wrong-mesh-signature": lambda: replaced(signing, "is_signed", lambda *_: True),
}


@breaks_in
def withdraw_and_again() -> None:
    """What was withdrawn once is never wanted again."""
    gone = set()

    def withdraw(original: Any, self: Any, place: Any) -> None:
        gone.add(place)
        original(self, place)

    def deliver(original: Any, self: Any, name: str, fields: Any) -> None:
        if (name, fields["id"]) not in gone:
            original(self, name, fields)

    wrapped(desk.Desk, "withdraw", withdraw)
    wrapped(desk.Desk, "deliver", deliver)


@breaks_in
def pulse_at_work() -> None:
    async def work(job: Any) -> str:
        time.sleep(4)  # the loop stands still
        return str(job.text.upper())

    replaced(echo_agent, "work", work)


@breaks_in
def answer_comes_by_itself() -> None:
    def lost(original: Any, self: Any, link: Any) -> None:
        original(self, link)
        self._waiting.clear()

    wrapped(answers.OpenAnswers, "link_lost", lost)


@breaks_in
def work_outlives_link() -> None:
    async def close(original: Any, self: Any) -> None:
        self._desk.abandon()
        await original(self)

    wrapped(link.Link, "close", close)


@breaks_in
def elsewhere_after_welcome() -> None:
    def lost(original: Any, self: Any, agent: str) -> None:
        original(self, agent)
        self._waiting.clear()

    wrapped(answers.OpenAnswers, "say_again", lost)


@breaks_in
def elsewhere_dies() -> None:
    """Where it was sent is all that it knows from then on."""

    def next_one(original: Any, self: Any) -> Any:
        named = self._named
        if named:
            self._of_invite = [named]
        return original(self)

    wrapped(addresses.Addresses, "next", next_one)


@breaks_in
def one_of_two_elsewhere() -> None:
    """One that is sent takes all others of its link along."""

    def send(original: Any, self: Any, _: Any, url: str) -> None:
        for each in list(self._agents.values()):
            original(self, each, url)

    wrapped(link.Link, "_send", send)


@breaks_in
def elsewhere_joins() -> None:
    """Each agent makes a link of its own."""

    def go(original: Any, self: Any, travellers: Any) -> None:
        for each in list(travellers):
            self._roads.clear()
            original(self, [each])

    def sent(original: Any, self: Any, agent: Any, url: str) -> None:
        wrapped(links.Links, "_go", go)
        original(self, agent, url)

    wrapped(links.Links, "sent", sent)


@breaks_in
def left_behind() -> None:
    """Heeds what a host says of an agent that is not there any more."""

    def on_refused(original: Any, self: Any, fields: Any) -> None:
        if fields["about"] == "answer":
            self._answers.forget((fields["agent"], fields["id"]))
        original(self, fields)

    wrapped(link.Link, "_on_refused", on_refused)


@breaks_in
def received_of_each_link() -> None:
    def confirmed(original: Any, self: Any, _: Any, number: int) -> None:
        for each in list(self._said):
            original(self, each, number)

    wrapped(answers.OpenAnswers, "confirmed", confirmed)


@breaks_in
def unreadable_message() -> None:
    def parse(original: Any, message: str) -> Any:
        try:
            return original(message)
        except wire.WireError:
            os._exit(3)

    wrapped(wire, "parse", parse)


@breaks_in
def graceful_stop() -> None:
    def say(original: Any, self: Any, name: str, fields: Any) -> None:
        if name != "stepAside":
            original(self, name, fields)

    wrapped(speaker.Speaker, "say", say)


@breaks_in
def pace() -> None:
    replaced(backoff.Pace, "wait_s", lambda *_: 0.0)
    replaced(backoff.Pace, "things", lambda *_: 1000)


@breaks_in
def data_payload() -> None:
    def make(original: Any, self: Any, *given: Any) -> None:
        original(self, *given)
        self.is_text = True

    wrapped(job.Job, "__init__", make)


@breaks_in
def unknown_fields() -> None:
    def parse(original: Any, message: str) -> Any:
        fields = original(message)
        if "news" in fields:
            raise wire.WireError("news is not known")
        return fields

    wrapped(wire, "parse", parse)


@breaks_in
def second_copy_in_time() -> None:
    """Answers a copy at once, and the first one later all the same."""

    def deliver(original: Any, self: Any, name: str, fields: Any) -> None:
        if fields["id"] in self._work[name].jobs:
            self._fail((name, fields["id"]), "it came twice")
        original(self, name, fields)

    def add(original: Any, self: Any, answer: Any) -> None:
        self.forget(answer.place)
        original(self, answer)

    wrapped(desk.Desk, "deliver", deliver)
    wrapped(answers.OpenAnswers, "add", add)


if __name__ == "__main__":
    name = sys.argv.pop(1)
    breaks[name]()
    echo_agent.main()
