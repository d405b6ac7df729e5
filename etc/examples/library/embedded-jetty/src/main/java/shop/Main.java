package shop;

import io.tollgate.Tollgate;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** A shop on embedded Jetty. Its only argument is the port; 0 takes any free one. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) throws Exception {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        connector.setPort(arguments.length == 0 ? 8080 : Integer.parseInt(arguments[0]));
        server.addConnector(connector);

        ServletContextHandler shop = new ServletContextHandler("/", ServletContextHandler.SESSIONS);
        shop.addServlet(new ServletHolder(new ShopServlet()), "/*");
        // All that Tollgate adds. It runs while the context starts, before any filter of the shop's own.
        shop.addServletContainerInitializer((classes, context) -> Tollgate.install(context));
        server.setHandler(shop);

        server.start();
        System.out.println("LISTENING http://127.0.0.1:" + connector.getLocalPort());
        server.join();
    }
}
