"""An Ethereum node, anvil, by a document of ours, as it has none: each method, by position."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias

import pytest

import livebind
from support.api_quality import numbered_names, untyped_references, untyped_share
from support.peers.bindings import Bindings, bindings_of
from support.peers.calling import Meanings, call_all
from support.peers.chain import ETHEREUM, Chain, running_chain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from livebind_codegen.api.model import Method

Package: TypeAlias = Any
"""A package that was generated, and what is in it."""

CONTRADICTIONS: Final[Mapping[str, str]] = {
    "eth_protocolVersion": "a number, where other nodes answer with a text",
}
"""Methods whose answers are not what the document says that they are, and how."""
REFUSED: Final[Mapping[str, str]] = {
    "eth_mining": "not there: nothing is mined",
    "eth_sendRawTransaction": "needs a transaction that another program has signed",
    "net_peerCount": "not there: it has no other nodes",
}
"""Methods that are answered with an error of the node, and why."""
REFUSED_BY_HTTP: Final[Mapping[str, str]] = {
    "eth_subscribe": "nothing is told unasked over HTTP",
    "eth_unsubscribe": "nothing is told unasked over HTTP",
}


@pytest.fixture(scope="module")
def bindings(tmp_path_factory: pytest.TempPathFactory) -> Bindings:
    return bindings_of(str(ETHEREUM), "ethereum", tmp_path_factory.mktemp("ethereum"))


@pytest.fixture(scope="module")
def ethereum(bindings: Bindings) -> Package:
    return bindings.load()


@pytest.fixture(params=["ws", "http"])
def uri(request: pytest.FixtureRequest, chain: Chain) -> str:
    return f"{request.param}://{chain.authority}"


def test_checkers_find_nothing_in_it(bindings: Bindings) -> None:
    assert bindings.checked_by() == ["mypy", "pyright"]


def test_its_types_have_names_of_words_and_are_known(bindings: Bindings) -> None:
    assert numbered_names(bindings.api, ETHEREUM.read_text(encoding="utf-8")) == []
    assert untyped_share(bindings.api) <= 0.03
    assert untyped_references(bindings.api) == []


def meanings(ethereum: Package, node: Package) -> Meanings:
    """Send something, and return what can be asked about it."""
    first, second = ethereum.eth_accounts(node)[:2]
    payment = {"from": first, "to": second, "value": "0x1"}
    sent = ethereum.eth_send_transaction(node, transaction=payment)
    node.request("evm_mine")  # it is in a block after this, if it was not before
    receipt = ethereum.eth_get_transaction_receipt(node, transaction_hash=sent)
    everywhere = {
        "address": first,
        "block": receipt.block_number,
        "block_hash": receipt.block_hash,
        "call": payment,
        "count": "0x2",
        "criteria": {"fromBlock": "earliest"},
        "data_": "0x00",
        "filter": ethereum.eth_new_filter(node, criteria={}),
        "full": True,
        "index": "0x0",
        "key": "0x0",
        "newest": "latest",
        "percentiles": [50],
        "transaction": payment,
        "transaction_hash": sent,
    }
    of_method = {
        "eth_sendRawTransaction": {"transaction": "0x00"},
        "eth_subscribe": {"kind": "newHeads"},
        "eth_unsubscribe": {"subscription": "0x1"},
    }
    return Meanings(everywhere, of_method=of_method)


def test_every_method_is_answered_with_its_type(
    uri: str, ethereum: Package, bindings: Bindings
) -> None:
    with ethereum.connect(uri) as node:

        def call(method: Method, arguments: dict[str, Any]) -> object:
            return getattr(ethereum, method.function)(node, **arguments)

        api = bindings.api
        outcomes = call_all(api.methods, api, call, meanings(ethereum, node))
    assert outcomes.contradictions.keys() == CONTRADICTIONS.keys(), outcomes.contradictions
    assert outcomes.silent == set()
    refused = {**REFUSED, **(REFUSED_BY_HTTP if uri.startswith("http") else {})}
    assert outcomes.refusals.keys() == refused.keys(), outcomes.refusals
    assert isinstance(outcomes.results["eth_getBlockByNumber"].transactions[0].value, str)
    assert isinstance(outcomes.results["eth_getTransactionReceipt"], ethereum.Receipt)


def test_new_blocks_are_typed_events(chain: Chain, ethereum: Package) -> None:
    with ethereum.connect(f"ws://{chain.authority}") as node:
        blocks = ethereum.eth_subscribe(node, kind="newHeads")
        sent = ethereum.eth_subscribe(node, kind="newPendingTransactions")
        with node.listen(ethereum.EthSubscription) as events:
            first, second = ethereum.eth_accounts(node)[:2]
            payment = {"from": first, "to": second, "value": "0x1"}
            hashed = ethereum.eth_send_transaction(node, transaction=payment)
            told = {one.subscription: one.result for one in (events.next(30), events.next(30))}
        assert isinstance(told[blocks], ethereum.Header)
        assert told[sent] == hashed
        assert ethereum.eth_unsubscribe(node, subscription=blocks) is True


def test_wrong_arguments_are_refused(uri: str, ethereum: Package) -> None:
    with ethereum.connect(uri) as node:
        with pytest.raises(livebind.InvalidRequestError):
            ethereum.eth_get_balance(node, address=7, block="latest")
        with pytest.raises(livebind.InvalidParamsError):
            node.request("eth_getBalance", ["somebody", "latest"])
        with pytest.raises(livebind.RemoteError):
            node.request("eth_fly")
        assert ethereum.eth_chain_id(node).startswith("0x")


@pytest.mark.parametrize("scheme", ["ws", "http"])
def test_a_node_that_is_killed_in_mid_call_and_started_again(
    scheme: str, ethereum: Package
) -> None:
    with running_chain() as running:
        uri = f"{scheme}://{running.authority}"
        node = ethereum.connect(uri)
        assert ethereum.eth_chain_id(node)
        running.program.freeze()
        task = ethereum.eth_block_number_task(node)
        running.program.kill()
        with pytest.raises(livebind.ConnectionError):
            task.result(timeout=60)
        with pytest.raises(livebind.ConnectionError):
            ethereum.eth_block_number(node)
        node.disconnect()
    with running_chain() as running, ethereum.connect(f"{scheme}://{running.authority}") as node:
        assert ethereum.eth_block_number(node) == "0x0"
