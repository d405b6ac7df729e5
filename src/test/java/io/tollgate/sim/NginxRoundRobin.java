package io.tollgate.sim;

import io.tollgate.balance.Outcome;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;

/**
 * A model of nginx's smooth weighted round-robin. Its marking of failed servers is left out: without
 * {@code proxy_next_upstream} naming statuses no answer is a failure to it. A change of servers is a reload, which
 * begins anew; {@code slow_start} is not in the open version.
 *
 * @see <a href="https://github.com/nginx/nginx/blob/master/src/http/ngx_http_upstream_round_robin.c">nginx:
 *     ngx_http_upstream_get_peer</a>
 */
final class NginxRoundRobin implements Balancer {
    private final IntUnaryOperator weights;
    private int[] current = new int[0];

    NginxRoundRobin(IntUnaryOperator weights, int present) {
        this.weights = weights;
        backends(present);
    }

    @Override
    public void backends(int present) {
        current = new int[present];
    }

    @Override
    public void ask(long key, Consumer<Use> served) {
        int total = 0;
        int best = 0;
        for (int i = 0; i < current.length; i++) {
            int weight = weights.applyAsInt(i);
            total += weight;
            current[i] += weight;
            if (current[i] > current[best]) {
                best = i;
            }
        }
        current[best] -= total;
        served.accept(new Turn(best));
    }

    private record Turn(int backend) implements Use {
        @Override
        public void end(Outcome outcome) {}
    }
}
