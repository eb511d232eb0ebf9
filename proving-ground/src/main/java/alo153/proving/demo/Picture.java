package alo153.proving.demo;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;

/** A real PNG, drawn anew: a hole in a road. */
final class Picture {
  private Picture() {}

  static byte[] ofAHole(long seed) throws IOException {
    var image = new BufferedImage(320, 200, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = image.createGraphics();
    pen.setColor(new Color(120, 120, 125));
    pen.fillRect(0, 0, 320, 200);
    pen.setColor(new Color(40, 35, 30));
    pen.fillOval(90 + (int) (seed % 40), 70, 120, 60);
    pen.dispose();
    var bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }
}
