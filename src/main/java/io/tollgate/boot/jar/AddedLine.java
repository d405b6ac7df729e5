package io.tollgate.boot.jar;

import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.MetaData;

/** A field line that an answer gets on its way out, in place of any before. */
final class AddedLine {
    private AddedLine() {}

    /** The answer with that line; one that is not the last (1xx) as it is. */
    static MetaData.Response to(MetaData.Response answer, HttpField line) {
        if (answer.getStatus() < 200) {
            return answer;
        }
        HttpFields fields = HttpFields.build(answer.getHttpFields()).put(line).asImmutable();
        return new MetaData.Response(
                answer.getStatus(),
                answer.getReason(),
                answer.getHttpVersion(),
                fields,
                answer.getContentLength(),
                answer.getTrailersSupplier());
    }
}
