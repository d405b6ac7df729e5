package io.tollgate.proxy;

import io.tollgate.rewrite.FieldEdits;
import java.util.Iterator;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;

/** A head whose field lines are changed as a route wants it. */
final class EditedFields {
    private EditedFields() {}

    static void apply(FieldEdits edits, HttpFields.Mutable head) {
        if (!edits.isEmpty()) {
            for (Iterator<HttpField> fields = head.iterator(); fields.hasNext(); ) {
                if (edits.drops(fields.next().getName())) {
                    fields.remove();
                }
            }
            edits.lines().forEach(line -> head.add(new HttpField(line.name(), line.value())));
        }
    }
}
