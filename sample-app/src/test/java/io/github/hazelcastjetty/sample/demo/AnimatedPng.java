package io.github.hazelcastjetty.sample.demo;

import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

import javax.imageio.ImageIO;

import org.jspecify.annotations.Nullable;

/**
 * A short film as an animated PNG, which every browser shows. Of each picture only those
 * pixels are kept that differ from the one before.
 */
final class AnimatedPng {

	private static final byte[] SIGNATURE = { (byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };

	private static final int MILLIS = 1000;

	private static final int OPAQUE = 0xff000000;

	private final List<BufferedImage> pictures = new ArrayList<>();

	private final List<Duration> durations = new ArrayList<>();

	/**
	 * Adds a picture.
	 * @param png the picture, of the same size as all others
	 * @param duration how long it is shown
	 */
	void add(byte[] png, Duration duration) throws IOException {
		this.pictures.add(ImageIO.read(new ByteArrayInputStream(png)));
		this.durations.add(duration);
	}

	/**
	 * Writes the film, which is repeated for ever.
	 */
	void write(Path file) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		DataOutputStream out = new DataOutputStream(bytes);
		out.write(SIGNATURE);
		int sequence = 0;
		BufferedImage before = null;
		for (int i = 0; i < this.pictures.size(); i++) {
			BufferedImage picture = this.pictures.get(i);
			Rectangle area = (before != null) ? changed(before, picture)
					: new Rectangle(picture.getWidth(), picture.getHeight());
			byte[] png = encode(difference(before, picture, area));
			if (before == null) {
				chunk(out, "IHDR", content(png, "IHDR"));
				chunk(out, "acTL", integers(this.pictures.size(), 0));
			}
			chunk(out, "fcTL", control(sequence++, area, this.durations.get(i), before != null));
			byte[] data = content(png, "IDAT");
			if (before == null) {
				chunk(out, "IDAT", data);
			}
			else {
				chunk(out, "fdAT", concat(integers(sequence++), data));
			}
			before = picture;
		}
		chunk(out, "IEND", new byte[0]);
		Files.write(file, bytes.toByteArray());
	}

	private static Rectangle changed(BufferedImage before, BufferedImage picture) {
		Rectangle area = new Rectangle(0, 0, 1, 1);
		boolean first = true;
		for (int y = 0; y < picture.getHeight(); y++) {
			for (int x = 0; x < picture.getWidth(); x++) {
				if (before.getRGB(x, y) != picture.getRGB(x, y)) {
					area = first ? new Rectangle(x, y, 1, 1) : area.union(new Rectangle(x, y, 1, 1));
					first = false;
				}
			}
		}
		return area;
	}

	private static BufferedImage difference(@Nullable BufferedImage before, BufferedImage picture, Rectangle area) {
		BufferedImage difference = new BufferedImage(area.width, area.height, BufferedImage.TYPE_INT_ARGB);
		for (int y = 0; y < area.height; y++) {
			for (int x = 0; x < area.width; x++) {
				int pixel = picture.getRGB(area.x + x, area.y + y);
				if (before == null || before.getRGB(area.x + x, area.y + y) != pixel) {
					difference.setRGB(x, y, pixel | OPAQUE);
				}
			}
		}
		return difference;
	}

	private static byte[] encode(BufferedImage picture) throws IOException {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		ImageIO.write(picture, "png", out);
		return out.toByteArray();
	}

	/**
	 * What is in all chunks of one type, one after the other.
	 */
	private static byte[] content(byte[] png, String wanted) throws IOException {
		ByteArrayOutputStream content = new ByteArrayOutputStream();
		DataInputStream in = new DataInputStream(new ByteArrayInputStream(png));
		in.skipBytes(SIGNATURE.length);
		while (in.available() > 0) {
			int length = in.readInt();
			String type = new String(in.readNBytes(4), StandardCharsets.US_ASCII);
			byte[] data = in.readNBytes(length);
			in.readInt();
			if (type.equals(wanted)) {
				content.write(data);
			}
		}
		return content.toByteArray();
	}

	private static byte[] control(int sequence, Rectangle area, Duration duration, boolean over) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		bytes.write(integers(sequence, area.width, area.height, area.x, area.y));
		DataOutputStream out = new DataOutputStream(bytes);
		out.writeShort((int) duration.toMillis());
		out.writeShort(MILLIS);
		// Keep what is there, and paint over it or take its place
		out.writeByte(0);
		out.writeByte(over ? 1 : 0);
		return bytes.toByteArray();
	}

	private static byte[] integers(int... values) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		DataOutputStream out = new DataOutputStream(bytes);
		try {
			for (int value : values) {
				out.writeInt(value);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return bytes.toByteArray();
	}

	private static byte[] concat(byte[] first, byte[] second) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		bytes.write(first);
		bytes.write(second);
		return bytes.toByteArray();
	}

	private static void chunk(DataOutputStream out, String type, byte[] data) throws IOException {
		byte[] name = type.getBytes(StandardCharsets.US_ASCII);
		CRC32 checksum = new CRC32();
		checksum.update(name);
		checksum.update(data);
		out.writeInt(data.length);
		out.write(name);
		out.write(data);
		out.writeInt((int) checksum.getValue());
	}

}
