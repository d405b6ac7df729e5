package io.tollgate.upstream;

import org.eclipse.jetty.client.ProtocolHandler;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.transport.HttpConversation;
import org.eclipse.jetty.client.transport.HttpExchange;
import org.eclipse.jetty.client.transport.HttpRequest;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpStatus;

/** Has jetty-client hand over 1xx answers and go on to the next, in place of acting on them by itself. */
final class InterimAnswers implements ProtocolHandler, Response.Listener {
    /** Of a request: its {@link JettyCall}. */
    static final String CALL = JettyCall.class.getName();

    @Override
    public String getName() {
        return "interim";
    }

    @Override
    public boolean accept(Request request, Response response) {
        int status = response.getStatus();
        return HttpStatus.isInterim(status) && status != HttpStatus.SWITCHING_PROTOCOLS_101;
    }

    @Override
    public Response.Listener getResponseListener() {
        return this;
    }

    @Override
    public void onSuccess(Response response) {
        HttpConversation conversation = ((HttpRequest) response.getRequest()).getConversation();
        HttpExchange exchange = conversation.getExchanges().peekLast();
        int status = response.getStatus();
        HttpFields head = HttpFields.build(response.getHeaders()).asImmutable();
        // Another answer follows, which is for the request's own listeners.
        conversation.updateResponseListeners(null);
        if (exchange != null) {
            exchange.resetResponse();
        }
        if (response.getRequest().getAttributes().get(CALL) instanceof JettyCall call) {
            call.interim(status, head);
            call.goesOn();
        }
    }
}
