// Validates PDF files with veraPDF, all of them in one process.
//
// In:  paths of PDF files, one a line, on standard input; flavours (ua1, 2a)
//      as arguments.
// Out: for each file and flavour a line `FLAVOUR<tab>VERDICT<tab>PATH<tab>RULES`,
//      where the verdict is `pass`, `fail` or `error`.

import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.VeraPDFFoundry;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

public final class Validate {
    public static void main(String[] flavours) throws Exception {
        Logger.getLogger("").setLevel(Level.OFF);
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.setOut(System.err);
        VeraGreenfieldFoundryProvider.initialise();
        VeraPDFFoundry foundry = Foundries.defaultInstance();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String path = in.readLine(); path != null; path = in.readLine()) {
            for (String name : flavours) {
                out.println(name + "\t" + verdict(foundry, path, PDFAFlavour.fromString(name)));
            }
        }
        System.exit(0);
    }

    private static String verdict(VeraPDFFoundry foundry, String path, PDFAFlavour flavour) {
        try (InputStream stream = new FileInputStream(path);
                PDFAParser parser = foundry.createParser(stream, flavour);
                PDFAValidator validator = foundry.createValidator(flavour, false)) {
            ValidationResult result = validator.validate(parser);
            Map<String, Integer> failed = new TreeMap<>();
            for (TestAssertion a : result.getTestAssertions()) {
                if (a.getStatus() == TestAssertion.Status.FAILED) {
                    String rule = a.getRuleId().getClause() + "-" + a.getRuleId().getTestNumber();
                    failed.merge(rule + " " + a.getMessage(), 1, Integer::sum);
                }
            }
            boolean sound = result.isCompliant() && failed.isEmpty() && result.getTotalAssertions() > 0;
            return (sound ? "pass" : "fail") + "\t" + path + "\t"
                + String.join("; ", failed.keySet()).replaceAll("\\s+", " ");
        } catch (Throwable t) {
            return "error\t" + path + "\t" + String.valueOf(t).replaceAll("\\s+", " ");
        }
    }
}
