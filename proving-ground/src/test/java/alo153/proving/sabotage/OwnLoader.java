package alo153.proving.sabotage;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;

/** Runs a main class the way Boot's executable jars do: in a loader below the JVM's own. */
public final class OwnLoader {
  private OwnLoader() {}

  /**
   * @param arguments the class path, the main class, and what that is called with
   */
  public static void main(String[] arguments) throws ReflectiveOperationException {
    var path = new ArrayList<URL>();
    for (String entry : arguments[0].split(File.pathSeparator)) {
      path.add(url(Path.of(entry)));
    }
    // open as long as the JVM lives
    @SuppressWarnings("resource")
    var loader = new URLClassLoader(path.toArray(URL[]::new), OwnLoader.class.getClassLoader());
    Thread.currentThread().setContextClassLoader(loader);
    String[] rest = java.util.Arrays.copyOfRange(arguments, 2, arguments.length);
    Class.forName(arguments[1], true, loader)
        .getMethod("main", String[].class)
        .invoke(null, (Object) rest);
  }

  private static URL url(Path entry) {
    try {
      return entry.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException("not a class path: " + entry, e);
    }
  }
}
