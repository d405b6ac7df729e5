package io.tollgate.discovery;

import io.tollgate.model.Address;
import io.tollgate.model.BackendSpec;
import io.tollgate.model.BackendTemplate;
import io.tollgate.model.BackendUrl;
import io.tollgate.model.DnsDiscovery;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/** Makes backends of places: the id is address and port, so that the same place is the same backend at every look. */
final class FoundBackends {
    private static final int HIGHEST_TIER = 9;

    private FoundBackends() {}

    /** In the order of their addresses as text, whatever order they are told in. */
    static List<BackendSpec> of(DnsDiscovery spec, Collection<Place> places) {
        TreeMap<String, BackendSpec> all = new TreeMap<>();
        for (Place place : places) {
            BackendSpec backend = backend(spec, place);
            all.put(backend.id(), backend);
        }
        return List.copyOf(all.values());
    }

    /** It has an address only: certificates are checked by the name that led to it. */
    private static BackendUrl url(DnsDiscovery spec, Address address) {
        boolean secure = spec.scheme() == DnsDiscovery.Scheme.HTTPS;
        return new BackendUrl(
                spec.scheme().toString(), address.host(), address.port(), secure ? spec.serverName() : "");
    }

    private static BackendSpec backend(DnsDiscovery spec, Place place) {
        BackendTemplate template = spec.template();
        Address address = place.address();
        return new BackendSpec(
                "",
                url(spec, address),
                place.weight() < 0 ? template.weight() : place.weight(),
                Math.min(HIGHEST_TIER, template.tier() + place.tier()),
                template.zone(),
                template.maxRequests());
    }
}
