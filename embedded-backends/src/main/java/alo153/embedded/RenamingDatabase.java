package alo153.embedded;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.h2.H2Database;
import java.util.List;
import org.h2.mvstore.MVStore;

/**
 * A database in which a renamed collection keeps its new name in the file too.
 *
 * <p>The one it is made of moves an empty map instead of the collection's: documents and unique
 * indexes would be away with the next opening of the file.
 */
final class RenamingDatabase extends H2Database {
  private final MVStore file;

  RenamingDatabase(String name, MVStore file, CursorRegistry cursors) {
    super(name, file, cursors);
    this.file = file;
  }

  @Override
  public void moveCollection(MongoDatabase from, MongoCollection<?> collection, String newName) {
    String before = collection.getFullName();
    super.moveCollection(from, collection, newName);
    String after = collection.getFullName();
    for (String map : List.copyOf(file.getMapNames())) {
      if (map.equals("databases." + before) || map.equals("meta." + before)) {
        rename(map, map.substring(0, map.indexOf('.') + 1) + after);
      } else if (map.startsWith(before + "._index_")) {
        rename(map, after + map.substring(before.length()));
      }
    }
  }

  private void rename(String map, String newName) {
    if (file.hasMap(newName)) {
      file.removeMap(newName);
    }
    file.renameMap(file.openMap(map), newName);
  }
}
