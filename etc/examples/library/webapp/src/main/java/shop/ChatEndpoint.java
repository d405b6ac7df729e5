package shop;

import jakarta.websocket.OnMessage;
import jakarta.websocket.server.ServerEndpoint;

/** Says back what it is told, over a WebSocket. */
@ServerEndpoint("/chat")
public class ChatEndpoint {

    @OnMessage
    public String text(String message) {
        return "you said: " + message;
    }

    @OnMessage
    public byte[] bytes(byte[] message) {
        return message;
    }
}
