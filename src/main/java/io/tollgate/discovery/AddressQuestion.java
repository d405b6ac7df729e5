package io.tollgate.discovery;

import io.tollgate.model.Address;
import java.util.concurrent.CompletableFuture;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/**
 * Asks for the addresses of a name.
 *
 * @param type {@link Type#A} or {@link Type#AAAA}
 * @param port where they listen
 */
record AddressQuestion(RecordLookup lookup, Name name, int type, int port) implements Question {
    @Override
    public CompletableFuture<Answer> ask() {
        return lookup.forOneLook().look(name, type).thenApply(this::answer);
    }

    @Override
    public boolean asksFor(Address address) {
        return type == (address.host().indexOf(':') < 0 ? Type.A : Type.AAAA);
    }

    private Answer answer(RecordLookup.Told told) {
        return told.none() != null
                ? told.none()
                : new Answer.Found(
                        RecordLookup.addresses(told.records(), port).stream()
                                .map(Place::of)
                                .toList(),
                        told.ttl());
    }
}
