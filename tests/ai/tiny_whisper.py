"""A Whisper model of 4 MB whose weights make it say one sentence, whatever it hears.

Its layers add nothing; each position of the decoder lights one dimension, and the token that
belongs there answers to it. So the real loader, tokenizer and decoder run, without a download.
"""

import json
from pathlib import Path

import numpy as np
from ctranslate2.specs import common_spec, whisper_spec
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

VOCABULARY, TEXT_TOKENS, TIMESTAMPS = 51_865, 50_257, 1501
SIZE, MELS = 16, 80
SPOKEN = ("And", " so", " ask", " not", ".")
SECONDS = 2.0
LANGUAGES = ("en", "zh", "de", "es", "ru", "ko", "fr", "ja", "pt", "tr", "pl", "ca", "nl")
TASKS = ("translate", "transcribe", "startoflm", "startofprev", "nospeech", "notimestamps")


def special_tokens() -> list[str]:
    """Everything above the text, in Whisper's order; 99 languages, most of them unnamed here."""
    languages = [*LANGUAGES, *(f"x{n}" for n in range(99 - len(LANGUAGES)))]
    named = ["endoftext", "startoftranscript", *languages, *TASKS]
    times = [f"{step * 0.02:.2f}" for step in range(TIMESTAMPS)]
    return [f"<|{name}|>" for name in (*named, *times)]


def make_tiny_whisper(folder: Path) -> Path:
    """Write the model into `folder`."""
    folder.mkdir(exist_ok=True)
    tokenizer = make_tokenizer()
    tokenizer.save(str(folder / "tokenizer.json"))
    spec = make_spec(tokenizer)
    tokens = sorted(tokenizer.get_vocab(with_added_tokens=True).items(), key=lambda one: one[1])
    spec.register_vocabulary([token for token, _ in tokens])
    spec.config.suppress_ids = spec.config.suppress_ids_begin = []
    first = tokenizer.token_to_id("<|en|>")
    spec.config.lang_ids = list(range(first, first + 99))
    spec.config.alignment_heads = [(0, 0)]
    spec.validate()
    spec.save(str(folder))
    (folder / "preprocessor_config.json").write_text(json.dumps({"feature_size": MELS}))
    return folder


def make_tokenizer() -> Tokenizer:
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    merged = ["Ġ" + word.strip() if word.startswith(" ") else word for word in SPOKEN]
    names = [*letters, *(word for word in merged if word not in letters)]
    names += [f"w{n}" for n in range(TEXT_TOKENS - len(names))]
    tokenizer = Tokenizer(models.BPE({name: at for at, name in enumerate(names)}, []))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken(name, special=True) for name in special_tokens()])
    assert tokenizer.get_vocab_size() == VOCABULARY
    return tokenizer


def make_spec(tokenizer: Tokenizer) -> whisper_spec.WhisperSpec:
    spec = whisper_spec.WhisperSpec(1, 2, 1, 2)
    encoder, decoder = spec.encoder, spec.decoder
    encoder.conv1.weight, encoder.conv1.bias = zeros(SIZE, MELS, 3), zeros(SIZE)
    encoder.conv2.weight, encoder.conv2.bias = zeros(SIZE, SIZE, 3), zeros(SIZE)
    encoder.position_encodings.encodings = lit_positions(1500, each=10)
    decoder.position_encodings.encodings = lit_positions(448, each=1)
    decoder.embeddings.weight = answering(tokenizer)
    decoder.projection.weight = answering(tokenizer)
    for norm in (encoder.layer_norm, decoder.layer_norm):
        norm.gamma, norm.beta = np.ones(SIZE, np.float32), zeros(SIZE)
    for layer in (*encoder.layer, *decoder.layer):
        silence(layer)
    return spec


def silence(layer: common_spec.LayerNormSpec) -> None:
    """Attention and feed-forward add nothing: their weights are zero."""
    fill_attention(layer.self_attention, parts=3)
    if hasattr(layer, "attention"):
        fill_attention(layer.attention, parts=2)
        look_along(layer.attention)
    fill_norm(layer.ffn.layer_norm)
    layer.ffn.linear_0.weight, layer.ffn.linear_0.bias = zeros(SIZE * 4, SIZE), zeros(SIZE * 4)
    layer.ffn.linear_1.weight, layer.ffn.linear_1.bias = zeros(SIZE, SIZE * 4), zeros(SIZE)


def fill_attention(attention, *, parts: int) -> None:
    """Self-attention has one joint projection; cross-attention one for the query, one for both."""
    fill_norm(attention.layer_norm)
    sizes = [SIZE * 3, SIZE] if parts == 3 else [SIZE, SIZE * 2, SIZE]
    for linear, size in zip(attention.linear, sizes, strict=True):
        linear.weight, linear.bias = zeros(size, SIZE), zeros(size)


def look_along(attention) -> None:
    """Token n looks at tenth part n of the sound (0.2 s each): that is where words get times."""
    query, both, _ = attention.linear
    query.weight = np.eye(SIZE, dtype=np.float32) * 4
    both.weight[:SIZE] = np.eye(SIZE)  # the keys; the values stay zero


def fill_norm(norm) -> None:
    norm.gamma, norm.beta = np.ones(SIZE, np.float32), zeros(SIZE)


def zeros(*shape: int) -> np.ndarray:
    return np.zeros(shape, np.float32)


def lit_positions(count: int, *, each: int) -> np.ndarray:
    """`each` positions light one dimension, the next ones the next; the last one all the rest."""
    lit = zeros(count, SIZE)
    for place in range(count):
        lit[place, min(place // each, SIZE - 1)] = 100.0
    return lit


def answering(tokenizer: Tokenizer) -> np.ndarray:
    """Which token answers to which position: the sentence with its times, then its end.

    CTranslate2 takes a model of this make for an English one: its prompt is one token long.
    """
    merged = [word.replace(" ", "Ġ") for word in SPOKEN]
    said = ["<|0.00|>", *merged, f"<|{SECONDS:.2f}|>", "<|endoftext|>"]
    script = {name: at for at, name in enumerate(said)}
    rows = zeros(VOCABULARY, SIZE)
    for name, place in script.items():
        rows[tokenizer.token_to_id(name), place] = 8.0
    rows[tokenizer.token_to_id("<|endoftext|>"), SIZE - 1] = 8.0
    return rows
