package io.tollgate.testing;

/** The example of a handshake in RFC 6455, section 1.3. */
public final class WebSocketHeads {
    /** A client asks for a WebSocket. */
    public static final String ASKS = RawSocket.lines(
            "GET /chat?room=1 HTTP/1.1",
            "Host: x",
            "Connection: keep-alive, Upgrade",
            "Upgrade: WebSocket",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "Sec-WebSocket-Version: 13");

    /** A backend opens it. */
    public static final String SWITCHES = RawSocket.lines(
            "HTTP/1.1 101 Switching Protocols",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");

    private WebSocketHeads() {}
}
