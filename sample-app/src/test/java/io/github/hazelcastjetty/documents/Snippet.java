package io.github.hazelcastjetty.documents;

/**
 * A block of code in a document.
 *
 * @param place the document and the line of the block's first line
 * @param language what stands behind the backticks, or an empty text
 * @param label what the comment in the line above says, or an empty text
 * @param text the code
 */
public record Snippet(String place, String language, String label, String text) {

	@Override
	public String toString() {
		return this.place + " (" + this.language + ")";
	}

}
