package io.tollgate.upstream;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpStatus;

/** What backends say in the heads of their answers that is for Tollgate itself. */
final class AnswerHeads {
    private AnswerHeads() {}

    /** Whether what follows is in a protocol or a coding that nobody asked for, nor anybody here speaks. */
    static boolean unspoken(int status, HttpFields head) {
        String coding = head.get(HttpHeader.TRANSFER_ENCODING);
        return status == HttpStatus.SWITCHING_PROTOCOLS_101 || (coding != null && !HttpHeaderValue.CHUNKED.is(coding));
    }
}
