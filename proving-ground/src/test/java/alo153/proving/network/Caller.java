package alo153.proving.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;

/** A client's end of a connection. */
final class Caller implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration SILENCE = Duration.ofMillis(300);
  private final Socket socket;

  Caller(TcpProxy proxy) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    socket.setTcpNoDelay(true);
    socket.setSoTimeout((int) PATIENCE.toMillis());
  }

  static byte[] bytes(int count, long seed) {
    byte[] bytes = new byte[count];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  void send(String text) throws IOException {
    send(text.getBytes(StandardCharsets.UTF_8));
  }

  /** No more will be sent. */
  void end() throws IOException {
    socket.shutdownOutput();
  }

  void hears(String text) throws IOException {
    hears(text.getBytes(StandardCharsets.UTF_8));
  }

  void hears(byte[] bytes) throws IOException {
    assertThat(socket.getInputStream().readNBytes(bytes.length)).isEqualTo(bytes);
  }

  void hearsTheEnd() throws IOException {
    assertThat(socket.getInputStream().read()).isEqualTo(-1);
  }

  void talks(String text) throws IOException {
    send(text);
    hears(text);
  }

  /** Neither a byte nor an end nor a reset. */
  void hearsNothing() throws IOException {
    socket.setSoTimeout((int) SILENCE.toMillis());
    assertThatThrownBy(() -> socket.getInputStream().read())
        .isInstanceOf(SocketTimeoutException.class);
    socket.setSoTimeout((int) PATIENCE.toMillis());
  }

  void isReset() {
    assertThatThrownBy(() -> socket.getInputStream().read())
        .isInstanceOf(SocketException.class)
        .hasMessageContaining("reset");
  }

  /**
   * Bytes as they were sent, until the connection is over; how many. A reset the sending thread was
   * told of first is an end for the reading one, so it is not looked for here.
   */
  int hearsOnlyTheBeginningOf(byte[] sent) throws IOException {
    int heard = 0;
    byte[] piece = new byte[64 << 10];
    for (int count = readUnlessReset(piece); count > 0; count = readUnlessReset(piece)) {
      assertThat(Arrays.copyOf(piece, count))
          .isEqualTo(Arrays.copyOfRange(sent, heard, heard + count));
      heard += count;
    }
    return heard;
  }

  private int readUnlessReset(byte[] piece) throws IOException {
    try {
      return socket.getInputStream().read(piece);
    } catch (SocketException reset) {
      return -1;
    }
  }

  void hangUp() throws IOException {
    socket.close();
  }

  @Override
  public void close() throws IOException {
    hangUp();
  }
}
