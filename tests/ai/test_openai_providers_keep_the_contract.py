"""OpenAI's providers sign the contract, on a real local server."""

import pytest

from ai.providers import get_speech_to_text, get_text_model, get_vision
from tests.contracts.ai_provider import (
    SpeechToTextContract,
    TextModelContract,
    Title,
    VisionContract,
)
from tests.openai_server import says


class TestSpeechToText(SpeechToTextContract):
    @pytest.fixture
    def speech(self, openai_server):
        return get_speech_to_text()

    @pytest.fixture
    def ask(self, openai_server, audio):
        return lambda: get_speech_to_text().transcribe(audio)


class TestVision(VisionContract):
    @pytest.fixture
    def vision(self, openai_server):
        return get_vision()

    @pytest.fixture
    def ask(self, openai_server, jpeg):
        return lambda: get_vision().describe(jpeg)


class TestTextModel(TextModelContract):
    @pytest.fixture
    def text_model(self, openai_server):
        openai_server.script("/chat/completions", says({"title": "Ask not"}))
        return get_text_model()

    @pytest.fixture
    def ask(self, openai_server):
        return lambda: get_text_model().compose(instructions="Name it.", data={}, shape=Title)
