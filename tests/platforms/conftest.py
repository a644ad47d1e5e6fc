from tests.sandbox import sandbox_server

__all__ = ["sandbox_server"]
