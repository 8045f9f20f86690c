"""What else the running assistant serves beside the conversation, and what it does not."""

from http.client import HTTPConnection

import httpx
import pytest

from tests.conftest import PATIENCE


def test_health_names_the_model_and_the_content(http: httpx.Client) -> None:
    answered = http.get("v1/health")
    assert answered.status_code == 200
    health = answered.json()
    assert health.keys() == {"ready", "model", "content"}
    assert health["ready"] is True
    assert health["model"] and health["content"]


def test_the_demo_page_holds_the_widget(http: httpx.Client) -> None:
    page = http.get("")
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert "<archway-chat" in page.text


@pytest.mark.parametrize("file", ["config.yml", "credentials.yml", "endpoints.yml", ".archway/signing-keys", "conversations.db", "archway/channel/web.py"])
@pytest.mark.parametrize(
    "up", ["..%2f", "../", "%2e%2e/", "%2e%2e%2f", "..%5c", "/..%2f", "/../", "/%2e%2e/", "x/..%2f..%2f", "..%2f..%2f", "%252e%252e%252f", "..;/"]
)
def test_nothing_outside_the_widget_folder_is_served(assistant: str, up: str, file: str) -> None:
    connection = HTTPConnection(httpx.URL(assistant).netloc.decode(), timeout=PATIENCE)  # httpx would tidy the path up
    connection.request("GET", f"/chat/{up}{file}")
    answered = connection.getresponse()
    answered.read()
    connection.close()
    assert answered.status in {400, 404}


@pytest.mark.parametrize(
    "path", ["webhooks/rest/webhook", "webhooks/chat/webhook", "conversations/x/messages", "conversations/x/trigger_intent", "model/parse", "model/train"]
)
def test_no_other_door_of_rasa_is_open(http: httpx.Client, assistant: str, path: str) -> None:
    answered = http.post(f"{assistant.removesuffix('chat/')}{path}", json={"sender": "x", "message": "hi", "text": "hi", "name": "greet"})
    assert answered.status_code == 404


@pytest.mark.parametrize("file", ["archway-chat.js", "demo.css", "index.html"])
def test_the_files_of_the_demo_page_are_served(http: httpx.Client, file: str) -> None:
    assert http.get(file).status_code == 200


@pytest.mark.parametrize(("method", "path", "code"), [("GET", "v1/nothing", "not_found"), ("PUT", "v1/messages", "method_not_allowed")])
def test_unknown_addresses_and_methods_are_explained(http: httpx.Client, method: str, path: str, code: str) -> None:
    answered = http.request(method, path)
    assert answered.headers["content-type"] == "application/problem+json"
    assert answered.json()["code"] == code
